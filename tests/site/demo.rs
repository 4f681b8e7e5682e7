//! `vigie demo`: the same seed and day give the same data, it follows the rules, and nothing else is ever overwritten.

use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{AssertSqlSafe, SqlitePool};
use std::path::Path;
use std::process::{Command, Output};

const DAY: &str = "2026-11-20T10:00:00Z";

fn vigie(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(tests::program());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("VIGIE_")) {
        command.env_remove(name);
    }
    command.env(
        "VIGIE_DATABASE_URL",
        format!("sqlite://{}", folder.join("vigie.db").display()),
    );
    command
        .env("VIGIE_CLOCK", DAY)
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn demo(folder: &Path, more: &[&str]) -> Output {
    vigie(folder, &[&["demo", "--size", "small"], more].concat())
}

/// Runs a piece of work on the database of a folder.
fn look<T>(folder: &Path, work: impl AsyncFnOnce(&SqlitePool) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let address = format!("sqlite://{}", folder.join("vigie.db").display());
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .connect(&address)
            .await
            .unwrap();
        let result = work(&pool).await;
        pool.close().await;
        result
    })
}

fn count(folder: &Path, what: &str) -> i64 {
    look(folder, async |pool| {
        sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM {what}")))
            .fetch_one(pool)
            .await
            .unwrap()
    })
}

/// Every row of these columns as one text.
fn all(folder: &Path, query: &'static str) -> Vec<String> {
    look(folder, async |pool| {
        sqlx::query_scalar(query).fetch_all(pool).await.unwrap()
    })
}

const CONTRACTS: &str = "
    SELECT id || ' ' || client_id || ' ' || member_id || ' ' || start_on || ' ' || price_cents || ' ' || COALESCE(paid_on, '-')
           || ' ' || debt_state FROM contract ORDER BY id";
const ISSUES: &str = "SELECT id || ' ' || client_id || ' ' || state || ' ' || reported_at || ' ' || facts FROM issue ORDER BY id";

#[test]
fn the_same_seed_and_day_give_the_same_data_and_another_seed_does_not() {
    let (one, two, other) = (
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    for (folder, seed) in [(&one, "7"), (&two, "7"), (&other, "8")] {
        let output = demo(folder.path(), &["--seed", seed]);
        assert!(output.status.success(), "{}", told(&output));
    }
    assert_eq!(all(one.path(), CONTRACTS), all(two.path(), CONTRACTS));
    assert_eq!(all(one.path(), ISSUES), all(two.path(), ISSUES));
    assert_ne!(all(one.path(), CONTRACTS), all(other.path(), CONTRACTS));
}

#[test]
fn the_small_size_is_what_it_says_and_follows_the_rules() {
    let house = tempfile::tempdir().unwrap();
    let folder = house.path();
    assert!(demo(folder, &[]).status.success());
    for (table, expected) in [("client", 300), ("contract", 2_000), ("issue", 150)] {
        assert_eq!(count(folder, table), expected, "{table}");
    }
    for command in [["aggregates", "verify"], ["audit", "verify"]] {
        let output = vigie(folder, &command);
        assert!(output.status.success(), "{}", told(&output));
    }
    assert_eq!(count(folder, "pragma_foreign_key_check"), 0);
    // Whoever reported an issue did not confirm it, and nothing happens in the future.
    assert_eq!(count(folder, "issue WHERE confirmed_by = reporter_id"), 0);
    for future in [
        "issue WHERE reported_at > '2026-11-20T10:00'",
        "issue_event WHERE at > '2026-11-20T10:00'",
        "stance_event WHERE at > '2026-11-20T10:00'",
        "contract WHERE paid_on > '2026-11-20' OR invoiced_on > '2026-11-20'",
        "issue_event WHERE from_state IS NOT NULL AND at < (SELECT i.reported_at FROM issue i WHERE i.id = issue_id)",
    ] {
        assert_eq!(count(folder, future), 0, "{future}");
    }
}

#[test]
fn the_cards_tell_what_the_facts_say() {
    let house = tempfile::tempdir().unwrap();
    let folder = house.path();
    assert!(demo(folder, &[]).status.success());
    for wrong in [
        "client_card k WHERE contracts <> (SELECT COUNT(*) FROM contract c WHERE c.client_id = k.client_id AND c.counted)",
        "client_card k WHERE members <> (SELECT COUNT(DISTINCT member_id) FROM contract c WHERE c.client_id = k.client_id AND c.counted)",
        "client_card k WHERE overdue_cents <> (SELECT COALESCE(SUM(price_cents), 0) FROM contract c WHERE c.client_id = k.client_id AND c.counted AND c.overdue)",
        "client_card k WHERE issues_open <> (SELECT COUNT(*) FROM issue i WHERE i.client_id = k.client_id AND i.state IN ('reported', 'under_review') AND i.sensitivity <> 'named_handlers')",
        "client_card k WHERE issues_confirmed <> (SELECT COUNT(*) FROM issue i WHERE i.client_id = k.client_id AND i.state = 'confirmed' AND i.sensitivity <> 'named_handlers')",
        "client_card k WHERE (stance_rank > 0) <> EXISTS (SELECT 1 FROM stance s WHERE s.client_id = k.client_id AND s.state = 'in_force')",
        "client_card k WHERE NOT EXISTS (SELECT 1 FROM client_word w WHERE w.client_id = k.client_id)",
    ] {
        assert_eq!(count(folder, wrong), 0, "{wrong}");
    }
}

#[test]
fn every_storyline_is_there() {
    let house = tempfile::tempdir().unwrap();
    let folder = house.path();
    assert!(demo(folder, &[]).status.success());
    for (story, least) in [
        // A platform that went bankrupt, its couriers unpaid, one case.
        (
            "client WHERE kind = 'platform' AND register_state = 'bankrupt'",
            1,
        ),
        ("dossier", 1),
        ("issue WHERE dossier_id IS NOT NULL", 20),
        ("contract WHERE debt_state = 'bankrupt'", 40),
        // A public body under a written order, which does not prepay.
        (
            "stance s JOIN client c ON c.id = s.client_id WHERE c.kind = 'public_body' AND s.state = 'in_force' AND s.conditions LIKE '%written_order%' AND s.conditions NOT LIKE '%prepayment%'",
            1,
        ),
        // Structural low pay, told and not blocked.
        ("issue WHERE cause = 'structural' AND state = 'confirmed'", 2),
        // Renamed after a sanction.
        (
            "client_name n JOIN stance s ON s.client_id = n.client_id WHERE n.kind = 'former' AND s.kind = 'punitive' AND s.state = 'in_force'",
            1,
        ),
        (
            "client_name WHERE kind = 'legal' AND folded LIKE 'studio lumen%'",
            3,
        ),
        ("issue WHERE state = 'dismissed'", 1),
        ("stance WHERE kind = 'restrictive' AND state = 'heard'", 1),
        ("stance WHERE kind = 'punitive' AND state = 'proposed'", 1),
        ("hold WHERE lifted_at IS NULL AND until_on >= '2026-11-20'", 1),
        (
            "stance s JOIN client c ON c.id = s.client_id WHERE c.natural_person AND s.kind = 'restrictive' AND s.state = 'in_force'",
            1,
        ),
        ("stance WHERE state = 'in_force' AND note_from <= '2026-11-20'", 3),
        ("stance WHERE state = 'notified' AND note_from IS NULL", 1),
        ("stance WHERE state = 'proposed' AND sent_on IS NULL", 2),
        ("kept_check", 5),
        ("approval WHERE state = 'asked'", 1),
        ("approval WHERE state = 'granted'", 1),
        // Letters with their receipts, and what became of them.
        ("notice WHERE received_on IS NOT NULL", 8),
        ("reply WHERE published_at IS NOT NULL", 1),
        ("appeal WHERE state = 'refused'", 1),
        ("opinion WHERE given_at IS NOT NULL", 1),
        ("opinion WHERE given_at IS NULL", 1),
        ("derogation WHERE state = 'granted'", 1),
        ("derogation WHERE state = 'asked'", 1),
        (
            "agreement WHERE state = 'in_force' AND milestones LIKE '%done_on\":\"%'",
            1,
        ),
        ("issue_file", 2),
        ("formal_notice", 1),
    ] {
        assert!(count(folder, story) >= least, "{story}: {}", count(folder, story));
    }
}

#[test]
fn a_second_load_needs_reset_and_real_data_is_never_touched() {
    let house = tempfile::tempdir().unwrap();
    let folder = house.path();
    assert!(demo(folder, &[]).status.success());

    let again = demo(folder, &[]);
    assert_eq!(again.status.code(), Some(2));
    assert!(told(&again).contains("--reset"), "{}", told(&again));
    let reset = demo(folder, &["--reset", "--seed", "3"]);
    assert!(reset.status.success(), "{}", told(&reset));
    assert_eq!(count(folder, "client"), 300);
    assert!(vigie(folder, &["aggregates", "verify"]).status.success());

    let real = tempfile::tempdir().unwrap();
    let add = [
        "user",
        "add",
        "real@example.org",
        "--name",
        "Real",
        "--role",
        "admin",
    ];
    assert!(vigie(real.path(), &add).status.success());
    for more in [&[][..], &["--reset"]] {
        let refused = demo(real.path(), more);
        assert_eq!(refused.status.code(), Some(2));
        assert!(told(&refused).contains("not synthetic"), "{}", told(&refused));
    }
    assert_eq!(count(real.path(), "person"), 1);
}
