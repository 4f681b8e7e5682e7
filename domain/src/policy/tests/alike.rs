//! Equal treatment: the bands of a case, and what each difference counts.

use crate::category::Filter;
use crate::client::ClientKind;
use crate::contract::SizeBand;
use crate::issue::Severity;
use crate::policy::alike::{Owed, Profile, closest, distance};
use crate::policy::make::{client, debt, issue, today};
use crate::policy::{ClientFacts, Ledger, Policy, Verdict, recommend};
use crate::{CategoryId, Money};

fn profile(facts: &ClientFacts, contracts_of_year: i64) -> Profile {
    Profile::of(
        facts,
        &recommend(&Policy::version_1(), facts, today()),
        contracts_of_year,
    )
}

/// A small company with one serious matter of law.
fn case() -> Profile {
    Profile {
        verdicts: [Verdict::Serious, Verdict::Quiet, Verdict::Quiet, Verdict::Blank],
        kinds: vec![(CategoryId(1), Severity::Serious)],
        owed: Owed::Nothing,
        late: None,
        size: SizeBand::Few,
        kind: ClientKind::Company,
        natural_person: false,
    }
}

#[test]
fn what_is_owed_falls_into_bands_of_whole_euros() {
    let bands = [
        (-1, Owed::Nothing),
        (0, Owed::Nothing),
        (1, Owed::Under1000),
        (99_999, Owed::Under1000),
        (100_000, Owed::Under5000),
        (499_999, Owed::Under5000),
        (500_000, Owed::Under20000),
        (1_999_999, Owed::Under20000),
        (2_000_000, Owed::More),
    ];
    for (cents, band) in bands {
        assert_eq!(Owed::of(Money(cents)), band, "{cents}");
    }
}

#[test]
fn a_case_has_its_worst_matter_of_each_kind_and_nothing_that_is_too_old() {
    let mut facts = client();
    facts.issues = vec![
        issue(1, Filter::Legal, Severity::Minor, "2026-05-01", "a"),
        issue(2, Filter::Legal, Severity::Serious, "2026-06-01", "b"),
        issue(3, Filter::Ethics, Severity::Critical, "2020-01-01", "c"),
    ];
    facts.debts = vec![debt(1, "2026-01-01", None)];
    let case = profile(&facts, 12);
    let legal = CategoryId(Filter::Legal as i64 + 1);
    assert_eq!(case.kinds, [(legal, Severity::Serious)]);
    assert_eq!(case.owed, Owed::Under5000);
    assert_eq!(case.size, SizeBand::of(12));
    assert_eq!(case.late, None);
}

#[test]
fn the_late_share_is_known_in_quarters_of_the_whole() {
    // (9 + 4) / 20 = 0.65: two quarters; (7 + 4) / 51 = 0.216: none.
    for (late, due, quarters) in [(9, 10, 2), (7, 41, 0)] {
        let mut facts = client();
        facts.ledger = Ledger {
            contracts: due,
            due,
            late,
        };
        assert_eq!(profile(&facts, due).late, Some(quarters), "{late} of {due}");
    }
}

#[test]
fn each_difference_between_two_cases_counts_what_the_table_says() {
    let with = |change: fn(&mut Profile)| {
        let mut other = case();
        change(&mut other);
        other
    };
    let differences: [(&str, i64, Profile); 12] = [
        ("nothing", 0, case()),
        ("a verdict", 4, with(|c| c.verdicts[0] = Verdict::Grave)),
        (
            "blank and quiet are one",
            0,
            with(|c| c.verdicts[3] = Verdict::Quiet),
        ),
        (
            "two verdicts",
            4 * 2 + 4,
            with(|c| {
                c.verdicts[0] = Verdict::Quiet;
                c.verdicts[2] = Verdict::Concern;
            }),
        ),
        (
            "a kind more",
            3,
            with(|c| c.kinds.push((CategoryId(2), Severity::Minor))),
        ),
        (
            "another kind",
            3 + 3,
            with(|c| c.kinds = vec![(CategoryId(2), Severity::Serious)]),
        ),
        (
            "two steps of severity",
            2,
            with(|c| c.kinds = vec![(CategoryId(1), Severity::Minor)]),
        ),
        ("two bands of what is owed", 4, with(|c| c.owed = Owed::Under5000)),
        ("one knows the late share", 1, with(|c| c.late = Some(3))),
        ("two bands of size", 2, with(|c| c.size = SizeBand::Hundreds)),
        (
            "another kind of client",
            2,
            with(|c| c.kind = ClientKind::PublicBody),
        ),
        ("a natural person", 6, with(|c| c.natural_person = true)),
    ];
    for (what, far, other) in &differences {
        assert_eq!(distance(&case(), other), *far, "{what}");
        assert_eq!(distance(other, &case()), *far, "{what}, the other way");
    }
    let late = |quarters| Profile {
        late: Some(quarters),
        ..case()
    };
    assert_eq!(distance(&late(0), &late(3)), 3);
    // Differences add up.
    let all = Profile {
        verdicts: [Verdict::Grave, Verdict::Quiet, Verdict::Quiet, Verdict::Blank],
        kinds: vec![
            (CategoryId(1), Severity::Critical),
            (CategoryId(2), Severity::Minor),
        ],
        owed: Owed::Under1000,
        late: Some(1),
        size: SizeBand::Tens,
        kind: ClientKind::PublicBody,
        natural_person: true,
    };
    assert_eq!(distance(&case(), &all), 4 + 1 + 3 + 2 + 1 + 1 + 2 + 6);
}

#[test]
fn the_closest_cases_are_those_with_the_same_facts() {
    let profile = |legal, kinds: &[(i64, Severity)], owed| Profile {
        verdicts: [legal, Verdict::Quiet, Verdict::Quiet, Verdict::Blank],
        kinds: kinds.iter().map(|(id, s)| (CategoryId(*id), *s)).collect(),
        owed,
        late: None,
        size: SizeBand::Few,
        kind: ClientKind::Company,
        natural_person: false,
    };
    let this = profile(Verdict::Serious, &[(1, Severity::Serious)], Owed::Nothing);
    let cases = [
        (
            profile(Verdict::Grave, &[(1, Severity::Critical)], Owed::Nothing),
            "graver",
        ),
        (
            profile(Verdict::Serious, &[(1, Severity::Serious)], Owed::Under1000),
            "owes a little",
        ),
        (
            profile(Verdict::Serious, &[(2, Severity::Serious)], Owed::More),
            "another kind",
        ),
        (
            profile(Verdict::Serious, &[(1, Severity::Serious)], Owed::Nothing),
            "the same",
        ),
    ];
    let found: Vec<_> = closest(&this, &cases, 3)
        .into_iter()
        .map(|(d, _, name)| (d, name))
        .collect();
    assert_eq!(found, [(0, "the same"), (2, "owes a little"), (5, "graver")]);
}
