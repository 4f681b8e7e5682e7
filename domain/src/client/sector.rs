//! Our twelve sector groups, and which of them a NACE-BEL code of any version belongs to.

words! {
    /// What a client does, in groups that answer the minutes' trades and the shapes of our contracts.
    SectorGroup {
        PerformingArts = "performing_arts",
        /// Film, sound, broadcasting, photography.
        Audiovisual = "audiovisual",
        /// Events, communication, design, publishing.
        Events = "events",
        Training = "training",
        /// Associations, museums, sport, social work without lodging.
        SocioCultural = "socio_cultural",
        Digital = "digital",
        PublicSector = "public_sector",
        Hospitality = "hospitality",
        Building = "building",
        /// Medical work, care homes, animals: a heavy liability.
        Care = "care",
        /// Also couriers and the platforms that send them.
        Transport = "transport",
        Other = "other",
    }
}

words! {
    /// The versions of NACE-BEL that the register holds.
    NaceVersion { V2003 = "2003", V2008 = "2008", V2025 = "2025" }
}

impl NaceVersion {
    /// The version by its year, as stored.
    pub const fn from_year(year: i64) -> Option<Self> {
        match year {
            2003 => Some(Self::V2003),
            2008 => Some(Self::V2008),
            2025 => Some(Self::V2025),
            _ => None,
        }
    }

    pub const fn year(self) -> i64 {
        match self {
            Self::V2003 => 2003,
            Self::V2008 => 2008,
            Self::V2025 => 2025,
        }
    }

    const fn table(self) -> &'static [(&'static str, SectorGroup)] {
        match self {
            Self::V2003 => V2003,
            Self::V2008 => V2008,
            Self::V2025 => V2025,
        }
    }
}

impl SectorGroup {
    /// The group of a code, by its longest known prefix; [`SectorGroup::Other`] for a code of no group of ours.
    pub fn of_nace(version: NaceVersion, code: &str) -> Self {
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        let known = version
            .table()
            .iter()
            .filter(|(prefix, _)| digits.starts_with(prefix));
        known
            .max_by_key(|(prefix, _)| prefix.len())
            .map_or(Self::Other, |(_, group)| *group)
    }

    /// The group of a code whose version is a year, as the register and the client's row hold it.
    pub fn of_nace_year(year: i64, code: &str) -> Self {
        NaceVersion::from_year(year).map_or(Self::Other, |version| Self::of_nace(version, code))
    }
}

use SectorGroup::{
    Audiovisual, Building, Care, Digital, Events, Hospitality, PerformingArts, PublicSector, SocioCultural,
    Training, Transport,
};

/// NACE Rev. 1.1.
const V2003: &[(&str, SectorGroup)] = &[
    ("012", Care),
    ("0142", Care),
    ("221", Events),
    ("2214", Audiovisual),
    ("223", Audiovisual),
    ("45", Building),
    ("55", Hospitality),
    ("60", Transport),
    ("61", Transport),
    ("62", Transport),
    ("63", Transport),
    ("633", Events),
    ("641", Transport),
    ("642", Digital),
    ("72", Digital),
    ("742", Building),
    ("744", Events),
    ("7481", Audiovisual),
    ("7487", Events),
    ("75", PublicSector),
    ("80", Training),
    ("851", Care),
    ("852", Care),
    ("8531", Care),
    ("8532", SocioCultural),
    ("91", SocioCultural),
    ("921", Audiovisual),
    ("922", Audiovisual),
    ("923", PerformingArts),
    ("925", SocioCultural),
    ("926", SocioCultural),
    ("927", SocioCultural),
];

/// NACE Rev. 2.
const V2008: &[(&str, SectorGroup)] = &[
    ("014", Care),
    ("0162", Care),
    ("41", Building),
    ("42", Building),
    ("43", Building),
    ("49", Transport),
    ("50", Transport),
    ("51", Transport),
    ("52", Transport),
    ("53", Transport),
    ("55", Hospitality),
    ("56", Hospitality),
    ("581", Events),
    ("582", Digital),
    ("59", Audiovisual),
    ("60", Audiovisual),
    ("61", Digital),
    ("62", Digital),
    ("63", Digital),
    ("6391", Audiovisual),
    ("7021", Events),
    ("711", Building),
    ("731", Events),
    ("741", Events),
    ("742", Audiovisual),
    ("75", Care),
    ("799", Events),
    ("823", Events),
    ("84", PublicSector),
    ("85", Training),
    ("86", Care),
    ("87", Care),
    ("88", SocioCultural),
    ("90", PerformingArts),
    ("91", SocioCultural),
    ("93", SocioCultural),
    ("94", SocioCultural),
];

/// NACE Rev. 2.1: platforms between sellers and buyers have codes of their own, public relations moved to 73.
const V2025: &[(&str, SectorGroup)] = &[
    ("014", Care),
    ("0162", Care),
    ("41", Building),
    ("42", Building),
    ("43", Building),
    ("49", Transport),
    ("50", Transport),
    ("51", Transport),
    ("52", Transport),
    ("53", Transport),
    ("55", Hospitality),
    ("56", Hospitality),
    ("581", Events),
    ("582", Digital),
    ("59", Audiovisual),
    ("60", Audiovisual),
    ("61", Digital),
    ("62", Digital),
    ("63", Digital),
    ("711", Building),
    ("731", Events),
    ("733", Events),
    ("741", Events),
    ("742", Audiovisual),
    ("75", Care),
    ("799", Events),
    ("823", Events),
    ("84", PublicSector),
    ("85", Training),
    ("86", Care),
    ("87", Care),
    ("88", SocioCultural),
    ("90", PerformingArts),
    ("91", SocioCultural),
    ("93", SocioCultural),
    ("94", SocioCultural),
];

#[cfg(test)]
mod tests {
    use super::SectorGroup::Other;
    use super::*;

    #[test]
    fn there_are_twelve_groups() {
        assert_eq!(SectorGroup::ALL.len(), 12);
    }

    #[test]
    fn the_same_work_has_the_same_group_in_every_version() {
        for (old, middle, new, group) in [
            ("92311", "90011", "90201", PerformingArts),
            ("92111", "59111", "59110", Audiovisual),
            ("74811", "74201", "74201", Audiovisual),
            ("74401", "73110", "73110", Events),
            ("80422", "85599", "85599", Training),
            ("91330", "94991", "94991", SocioCultural),
            ("72220", "62010", "62100", Digital),
            ("75110", "84111", "84111", PublicSector),
            ("55301", "56101", "56111", Hospitality),
            ("45211", "41201", "41001", Building),
            ("85120", "86210", "86210", Care),
            ("85200", "75000", "75000", Care),
            ("64120", "53200", "53200", Transport),
            ("52110", "47110", "47110", Other),
        ] {
            assert_eq!(SectorGroup::of_nace(NaceVersion::V2003, old), group, "2003 {old}");
            assert_eq!(
                SectorGroup::of_nace(NaceVersion::V2008, middle),
                group,
                "2008 {middle}"
            );
            assert_eq!(SectorGroup::of_nace(NaceVersion::V2025, new), group, "2025 {new}");
        }
    }

    #[test]
    fn the_longest_prefix_decides_and_punctuation_does_not_matter() {
        assert_eq!(SectorGroup::of_nace(NaceVersion::V2008, "58.21"), Digital);
        assert_eq!(SectorGroup::of_nace(NaceVersion::V2008, "58.11"), Events);
        assert_eq!(SectorGroup::of_nace(NaceVersion::V2003, "2214"), Audiovisual);
        assert_eq!(SectorGroup::of_nace_year(2025, "9020101"), PerformingArts);
    }

    #[test]
    fn an_unknown_code_or_version_is_other() {
        assert_eq!(SectorGroup::of_nace(NaceVersion::V2025, ""), Other);
        assert_eq!(SectorGroup::of_nace_year(1990, "90"), Other);
    }

    #[test]
    fn no_table_names_a_prefix_twice() {
        for &version in NaceVersion::ALL {
            let mut prefixes: Vec<_> = version.table().iter().map(|(prefix, _)| prefix).collect();
            prefixes.dedup();
            assert_eq!(prefixes.len(), version.table().len(), "{version}");
            assert!(prefixes.is_sorted(), "{version}");
        }
    }
}
