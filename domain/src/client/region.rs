//! The region of an address: of the establishment where the work is, else of the seat.

words! {
    /// Where a client is.
    Region {
        Brussels = "brussels",
        Flanders = "flanders",
        Wallonia = "wallonia",
        Abroad = "abroad",
        Unknown = "unknown",
    }
}

/// Belgium in the languages of addresses; no country is Belgium.
const BELGIUM: &[&str] = &["", "be", "bel", "belgique", "belgie", "belgium", "belgien"];

impl Region {
    /// The region of a postcode in a country, written as a code or a name in any of our languages.
    pub fn of(country: &str, postcode: &str) -> Self {
        let country = super::name::fold(country).text;
        if !BELGIUM.contains(&country.as_str()) {
            return Self::Abroad;
        }
        Self::of_belgian_postcode(postcode)
    }

    /// The region of a Belgian postcode, with `B-` in front or not; unknown where it is none.
    pub fn of_belgian_postcode(postcode: &str) -> Self {
        let bare = postcode.trim().trim_start_matches(['B', 'b', 'E', 'e', '-', ' ']);
        let is_code = bare.len() == 4 && bare.bytes().all(|b| b.is_ascii_digit());
        let Some(code) = is_code.then(|| bare.parse::<u16>().ok()).flatten() else {
            return Self::Unknown;
        };
        match code {
            1000..=1299 => Self::Brussels,
            1300..=1499 | 4000..=7999 => Self::Wallonia,
            1500..=3999 | 8000..=9999 => Self::Flanders,
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_belgian_postcode_tells_the_region() {
        for (country, postcode, region) in [
            ("BE", "1000", Region::Brussels),
            ("", "1210", Region::Brussels),
            ("Belgique", "1348", Region::Wallonia),
            ("België", "1500", Region::Flanders),
            ("BE", "B-4000", Region::Wallonia),
            ("be", "BE 3790", Region::Flanders),
            ("BE", "7780", Region::Wallonia),
            ("BE", "9000", Region::Flanders),
            ("BE", "8000", Region::Flanders),
            ("BE", "5000", Region::Wallonia),
            ("FR", "59000", Region::Abroad),
            ("Nederland", "1012 AB", Region::Abroad),
            ("LU", "1000", Region::Abroad),
            ("BE", "", Region::Unknown),
            ("BE", "0999", Region::Unknown),
            ("BE", "59000", Region::Unknown),
        ] {
            assert_eq!(Region::of(country, postcode), region, "{country} {postcode}");
        }
    }

    proptest! {
        #[test]
        fn every_belgian_postcode_lies_somewhere(code in 1000u32..10_000) {
            prop_assert!(!matches!(Region::of("BE", &code.to_string()), Region::Unknown | Region::Abroad));
        }
    }
}
