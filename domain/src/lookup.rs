//! How many different clients a member may look up in a day: there is no list for members, and none by asking one by one
//! (`product.md`, "Fairness and privacy").

/// Different clients a day, unless the house has set another number.
pub const CLIENTS_A_DAY: i64 = 60;
/// What the house may set.
pub const ALLOWED: std::ops::RangeInclusive<i64> = 5..=1_000_000;

/// The limit as the house has set it; anything unreadable or out of range is the usual one.
pub fn limit(setting: Option<&str>) -> i64 {
    setting
        .and_then(|text| text.trim().parse().ok())
        .filter(|n| ALLOWED.contains(n))
        .unwrap_or(CLIENTS_A_DAY)
}

/// May one more client be looked at, after so many others today? One that was looked at today is always shown again.
pub const fn may_look(others_today: i64, seen_today: bool, limit: i64) -> bool {
    seen_today || others_today < limit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_a_setting_within_bounds() {
        assert_eq!(limit(None), 60);
        assert_eq!(limit(Some(" 100 ")), 100);
        for bad in ["", "-1", "0", "many", "9999999999"] {
            assert_eq!(limit(Some(bad)), 60, "{bad:?}");
        }
    }

    #[test]
    fn a_client_seen_today_is_shown_again_beyond_the_limit() {
        assert!(may_look(59, false, 60));
        assert!(!may_look(60, false, 60));
        assert!(may_look(60, true, 60));
    }
}
