//! Partners who train or accompany members, by filter and region; kept by staff, offered where they help.

use crate::category::Filter;
use crate::client::region::Region;
use crate::{Lang, PartnerId};

words! {
    /// What a partner does for members.
    PartnerKind {
        Training = "training",
        /// Accompanies people in depth.
        Guidance = "guidance",
        Advice = "advice",
    }
}

/// Regions in which a partner can be; a client's region may also be unknown.
pub const REGIONS: &[Region] = &[
    Region::Brussels,
    Region::Flanders,
    Region::Wallonia,
    Region::Abroad,
];

/// A partner as staff write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerDraft {
    pub name: String,
    pub kind: PartnerKind,
    /// What it offers, in the order of [`Lang::ALL`]; French and Dutch are always there.
    pub offers: [String; 4],
    pub filters: Vec<Filter>,
    pub regions: Vec<Region>,
    /// `https://…`, or empty.
    pub url: String,
    pub email: String,
    pub phone: String,
    /// Members pay nothing: somebody funds it.
    pub free: bool,
}

/// A partner as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    pub id: PartnerId,
    pub is: PartnerDraft,
    pub retired: bool,
    pub revision: i64,
}

impl Partner {
    /// What it offers, in French where the language has no words.
    pub fn offer(&self, lang: Lang) -> &str {
        let own = &self.is.offers[lang as usize];
        if own.is_empty() {
            &self.is.offers[Lang::Fr as usize]
        } else {
            own
        }
    }

    /// Does it help with this filter, there? An unknown region is everywhere.
    pub fn helps(&self, filter: Option<Filter>, region: Option<Region>) -> bool {
        let there = |region: Region| region == Region::Unknown || self.is.regions.contains(&region);
        !self.retired
            && filter.is_none_or(|filter| self.is.filters.contains(&filter))
            && region.is_none_or(there)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partner_helps_with_its_filters_in_its_regions_until_it_is_retired() {
        let mut partner = Partner {
            id: PartnerId(1),
            is: PartnerDraft {
                name: "Atelier des tarifs".into(),
                kind: PartnerKind::Training,
                offers: [
                    "Fixer son prix".into(),
                    "Zijn prijs bepalen".into(),
                    String::new(),
                    String::new(),
                ],
                filters: vec![Filter::Support],
                regions: vec![Region::Brussels],
                url: String::new(),
                email: String::new(),
                phone: String::new(),
                free: true,
            },
            retired: false,
            revision: 1,
        };
        let helps = |p: &Partner, filter, region| p.helps(Some(filter), Some(region));
        assert!(helps(&partner, Filter::Support, Region::Brussels));
        assert!(helps(&partner, Filter::Support, Region::Unknown));
        assert!(partner.helps(None, None));
        assert!(!helps(&partner, Filter::Legal, Region::Brussels));
        assert!(!helps(&partner, Filter::Support, Region::Wallonia));
        assert_eq!(partner.offer(Lang::De), "Fixer son prix");
        partner.retired = true;
        assert!(!partner.helps(None, None));
    }
}
