//! Two clients become one and two again, on both databases: nothing is lost, the stricter stance holds, no figure moves.

use crate::retention::{decide, report};
use crate::stance::{Cast, cast, in_force, proposal, put, rank};
use crate::support::ledger::{client_of, import, line};
use crate::support::{make, on_sqlite};
use domain::client::change::ClientEventKind;
use domain::client::identifier::{EnterpriseNumber, Identifier};
use domain::client::{ClientDraft, ClientName, NameKind};
use domain::issue::life::Step as IssueStep;
use domain::stance::{Scope, StanceKind};
use domain::{ClientId, Lang, MergeId, Person, StanceId};
use std::collections::BTreeSet;
use store::client::merge::{self, Merging, Undone};
use store::{Db, Store, StoreError, client, issue, read, stance, trend};

pub async fn revision(store: &Store, client: ClientId) -> i64 {
    read!(store, |pool| sqlx::query_scalar(
        "SELECT revision FROM client WHERE id = $1"
    )
    .bind(client.0)
    .fetch_one(pool)
    .await)
    .unwrap()
}

pub async fn join(store: &Store, kept: ClientId, gone: ClientId, by: &Person) -> MergeId {
    let wanted = Merging {
        kept,
        kept_revision: revision(store, kept).await,
        gone,
        gone_revision: revision(store, gone).await,
        why: "même numéro d'entreprise",
        by: by.id,
        now: make::now(),
    };
    let mut tx = store.write().await.unwrap();
    let id = merge::merge(&mut tx, &wanted).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub async fn part(store: &Store, id: MergeId, by: &Person) {
    let found = merge::find(store, id).await.unwrap().unwrap();
    let mut tx = store.write().await.unwrap();
    assert_eq!(
        merge::undo(&mut tx, &found, "erreur", by.id, make::now())
            .await
            .unwrap(),
        Undone::Done
    );
    tx.commit().await.unwrap();
}

/// Every row that says something of a client, by table, with what changes anyway left out.
async fn picture(store: &Store, client: ClientId) -> Vec<String> {
    let mut lines = Vec::new();
    for (table, column, _) in merge::POINTS {
        if [
            "client_event",
            "client_facts",
            "client_merge",
            "detection_due",
            "client",
        ]
        .contains(table)
        {
            continue;
        }
        let sql = format!("SELECT COUNT(*) FROM {table} WHERE {column} = $1");
        let n: i64 = read!(store, |pool| sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(client.0)
            .fetch_one(pool)
            .await)
        .unwrap();
        lines.push(format!("{table}.{column}: {n}"));
    }
    let card: Option<(String, String, i64, i64, i64, i64)> = read!(store, |pool| sqlx::query_as(
        "SELECT name, number, stance_rank, issues_open, issues_confirmed, contracts FROM client_card WHERE client_id = $1")
        .bind(client.0).fetch_optional(pool).await).unwrap();
    let money: Option<(i64, i64, i64, i64, i64, i64)> = read!(store, |pool| sqlx::query_as(
        "SELECT members, paid_on_time, paid_late_30, paid_late_over_60, open_cents, overdue_cents FROM client_card WHERE client_id = $1")
        .bind(client.0).fetch_optional(pool).await).unwrap();
    let names: Vec<(String, String)> = read!(store, |pool| sqlx::query_as(
        "SELECT kind, name FROM client_name WHERE client_id = $1 ORDER BY kind, name"
    )
    .bind(client.0)
    .fetch_all(pool)
    .await)
    .unwrap();
    let stances: Vec<(i64, String)> = read!(store, |pool| sqlx::query_as(
        "SELECT id, scope_key FROM stance WHERE client_id = $1 ORDER BY id"
    )
    .bind(client.0)
    .fetch_all(pool)
    .await)
    .unwrap();
    lines.push(format!("{card:?} {money:?} {names:?} {stances:?}"));
    lines
}

fn number(root: u32) -> Identifier {
    EnterpriseNumber::from_root(root).unwrap().into()
}

/// A second client with a trade name, contracts, an issue and a stance.
struct Two {
    c: Cast,
    other: ClientId,
}

async fn two(store: &Store) -> Two {
    let c = cast(store).await;
    import(
        store,
        &[
            line("K-1", 9_991_002, "M-1", "2025-11-15", "2025-11-10"),
            line("K-2", 9_991_002, "M-1", "2025-11-15", ""),
            line("K-3", 9_991_003, "M-1", "2025-10-15", "2025-12-31"),
            line("K-4", 9_991_003, "M-2", "2025-10-15", ""),
        ],
        make::day("2026-01-15"),
    )
    .await;
    let (one, other) = (
        client_of(store, 9_991_002).await,
        client_of(store, 9_991_003).await,
    );
    let old = client::sheet(store, other, Lang::Fr, make::day("2026-01-15"))
        .await
        .unwrap()
        .unwrap();
    let new = ClientDraft {
        legal_name: "Allegro Livraisons".into(),
        other_names: vec![ClientName {
            kind: NameKind::Trade,
            name: "Zanzibar Express".into(),
        }],
        identifiers: vec![number(9_991_003)],
        ..old.draft()
    };
    let mut tx = store.write().await.unwrap();
    client::edit(
        &mut tx,
        other,
        old.revision,
        &new,
        &[],
        c.counsellor.id,
        make::now(),
    )
    .await
    .unwrap();
    client::write_note(&mut tx, other, "Rappelé le 3.", c.counsellor.id, make::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let id = report(store, other, c.member, "2026-01-02", make::now()).await;
    decide(store, id, IssueStep::Confirm, c.other.id, make::now()).await;
    let ground = report(store, one, c.member, "2026-01-02", make::now()).await;
    decide(store, ground, IssueStep::Confirm, c.other.id, make::now()).await;
    Two {
        c: Cast {
            client: one,
            ground,
            ..c
        },
        other,
    }
}

async fn stand(store: &Store, c: &Cast, client: ClientId, kind: StanceKind) -> StanceId {
    let ground = report(store, client, c.member, "2026-01-02", make::now()).await;
    decide(store, ground, IssueStep::Confirm, c.other.id, make::now()).await;
    let c = Cast {
        client,
        ground,
        counsellor: c.counsellor.clone(),
        other: c.other.clone(),
        manager: c.manager.clone(),
        second_manager: c.second_manager.clone(),
        member: c.member,
    };
    in_force(store, &c, kind, Scope::WholeClient).await
}

#[test]
fn every_column_that_points_to_a_client_says_what_a_merge_does_with_it() {
    on_sqlite(async |store| {
        let Db::Sqlite { readers, .. } = store.db() else {
            return;
        };
        let keys: Vec<(String, String)> = sqlx::query_as(
            r#"SELECT m.name, f."from" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
               WHERE m.type = 'table' AND f."table" = 'client'"#,
        )
        .fetch_all(readers)
        .await
        .unwrap();
        let columns: Vec<(String, String)> = sqlx::query_as(
            "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND c.name = 'client_id' AND m.name NOT LIKE '%trigram%'",
        )
        .fetch_all(readers)
        .await
        .unwrap();
        let found: BTreeSet<(String, String)> = keys.into_iter().chain(columns).collect();
        let known: BTreeSet<(String, String)> = merge::POINTS
            .iter()
            .map(|(table, column, _)| ((*table).to_owned(), (*column).to_owned()))
            .collect();
        let unknown: Vec<_> = found.difference(&known).collect();
        assert!(
            unknown.is_empty(),
            "say in store::client::merge::rows what a merge does with {unknown:?}"
        );
        let gone: Vec<_> = known.difference(&found).collect();
        assert!(gone.is_empty(), "no longer in the schema: {gone:?}");
    });
}

#[test]
fn every_row_that_hangs_on_an_issue_or_a_check_goes_with_it() {
    on_sqlite(async |store| {
        let Db::Sqlite { readers, .. } = store.db() else {
            return;
        };
        let found: Vec<(String, String)> = sqlx::query_as(
            r#"SELECT m.name, f."table" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
               WHERE m.type = 'table' AND f."table" IN ('issue', 'kept_check', 'detected', 'dossier', 'stance', 'notice', 'reply', 'appeal')
               ORDER BY 2, 1"#,
        )
        .fetch_all(readers)
        .await
        .unwrap();
        let known = [
            ("detected_contract", "detected"),
            ("detected", "issue"),
            ("issue_event", "issue"),
            ("issue_file", "issue"),
            ("legal_hold", "issue"),
            ("reporter_key", "issue"),
            ("stance_ground", "issue"),
            ("approval", "kept_check"),
            ("check_file", "kept_check"),
            ("check_need", "kept_check"),
            ("signature", "kept_check"),
            // With the last issue of a decided case.
            ("dossier_event", "dossier"),
            ("issue", "dossier"),
            ("legal_hold", "dossier"),
            ("opinion", "dossier"),
            // With a person who is erased.
            ("agreement", "stance"),
            ("appeal", "notice"),
            ("appeal", "stance"),
            ("appeal_file", "appeal"),
            ("charter_acknowledgement", "notice"),
            ("derogation", "stance"),
            ("notice", "stance"),
            ("notice_key", "notice"),
            ("opinion", "stance"),
            ("policy_case", "stance"),
            ("reply", "notice"),
            ("reply", "stance"),
            ("reply_file", "reply"),
            ("stance", "stance"),
            ("stance_author", "stance"),
            ("stance_event", "stance"),
            ("stance_ground", "stance"),
            ("stance_version", "stance"),
        ];
        let unknown: Vec<_> = found
            .iter()
            .filter(|(table, of)| !known.contains(&(table.as_str(), of.as_str())))
            .collect();
        assert!(
            unknown.is_empty(),
            "say in store::retention::forget what becomes of {unknown:?}"
        );
    });
}

both_engines! {
    async fn all_that_was_of_two_is_of_one_and_its_card_says_so(store) {
        let Two { c, other } = two(&store).await;
        join(&store, c.client, other, &c.counsellor).await;

        let sheet = client::sheet(&store, c.client, Lang::Fr, make::day("2026-01-15")).await.unwrap().unwrap();
        assert_eq!((sheet.contracts, sheet.members, sheet.payment.contracts()), (4, 2, 4), "two are paid, two waited for");
        assert_eq!(sheet.open.cents(), 80_000);
        assert_eq!(sheet.issues.confirmed, 2);
        assert!(sheet.identifiers.contains(&number(9_991_003)));
        assert!(sheet.names.contains(&ClientName { kind: NameKind::Former, name: "Allegro Livraisons".into() }));
        assert_eq!(client::notes(&store, c.client, c.counsellor.id, make::now()).await.unwrap().len(), 1);
        assert_eq!(client::sheet(&store, other, Lang::Fr, make::day("2026-01-15")).await.unwrap(), None);
        assert_eq!(merge::merged_into(&store, other).await.unwrap(), Some(c.client));
        let history = client::history(&store, c.client).await.unwrap();
        assert_eq!(history[0].kind, ClientEventKind::Merged);
        assert_eq!(history[0].merge.map(|(_, other)| other), Some(other));
        assert_eq!(history[0].why, "même numéro d'entreprise");
        assert_eq!(trend::verify(&store).await.unwrap(), [], "no figure moves");
    }

    async fn search_finds_the_one_that_stays_by_every_name_number_and_reference_of_the_other(store) {
        let Two { c, other } = two(&store).await;
        join(&store, c.client, other, &c.counsellor).await;
        for text in ["Allegro Livraisons", "zanzibar", "Zanzibr Express", &number(9_991_003).printed(), &other.reference()] {
            let found = store::search::candidates(&store, text, 5).await.unwrap();
            assert_eq!(found.iter().map(|f| f.id).collect::<Vec<_>>(), [c.client], "{text}");
        }
        assert_eq!(client::by_text(&store, &other.reference()).await.unwrap(), Some(c.client));
        // The next export writes the number of the one that went.
        import(&store, &[line("K-5", 9_991_003, "M-3", "2026-01-20", "")], make::day("2026-01-15")).await;
        assert_eq!(client::summary(&store, c.client).await.unwrap().unwrap().open.cents(), 120_000);
    }

    async fn undone_everything_stands_where_it_stood(store) {
        let Two { c, other } = two(&store).await;
        stand(&store, &c, c.client, StanceKind::Informative).await;
        stand(&store, &c, other, StanceKind::Restrictive).await;
        let mut tx = store.write().await.unwrap();
        stance::step_aside(&mut tx, c.second_manager.id, other, "cousin", make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let before = (picture(&store, c.client).await, picture(&store, other).await);

        let id = join(&store, c.client, other, &c.counsellor).await;
        assert_ne!(picture(&store, c.client).await, before.0);
        part(&store, id, &c.manager).await;

        assert_eq!((picture(&store, c.client).await, picture(&store, other).await), before);
        assert_eq!(merge::merged_into(&store, other).await.unwrap(), None);
        assert_eq!(trend::verify(&store).await.unwrap(), []);
        let past = merge::history(&store, other).await.unwrap();
        assert_eq!((past.len(), past[0].undo_why.as_str()), (1, "erreur"));
    }

    async fn what_came_since_stays_with_the_one_that_stayed(store) {
        let Two { c, other } = two(&store).await;
        let id = join(&store, c.client, other, &c.counsellor).await;
        let since = report(&store, c.client, c.member, "2026-01-10", make::now()).await;
        let sheet = client::sheet(&store, c.client, Lang::Fr, make::day("2026-01-15")).await.unwrap().unwrap();
        // Somebody takes the number and the names of the other out of the sheet.
        let draft = ClientDraft { identifiers: vec![number(9_991_002)], other_names: Vec::new(), ..sheet.draft() };
        let mut tx = store.write().await.unwrap();
        client::edit(&mut tx, c.client, sheet.revision, &draft, &[], c.counsellor.id, make::now()).await.unwrap();
        tx.commit().await.unwrap();

        part(&store, id, &c.manager).await;

        assert_eq!(issue::sheet(&store, since).await.unwrap().unwrap().summary.client, c.client);
        let back = client::sheet(&store, other, Lang::Fr, make::day("2026-01-15")).await.unwrap().unwrap();
        assert_eq!((back.name.as_str(), back.identifiers), ("Allegro Livraisons", vec![number(9_991_003)]));
        assert!(back.names.iter().any(|name| name.name == "Zanzibar Express"));
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn a_number_that_went_elsewhere_meanwhile_stops_the_undoing(store) {
        let Two { c, other } = two(&store).await;
        let id = join(&store, c.client, other, &c.counsellor).await;
        let sheet = client::sheet(&store, c.client, Lang::Fr, make::day("2026-01-15")).await.unwrap().unwrap();
        let draft = ClientDraft { identifiers: vec![number(9_991_002)], ..sheet.draft() };
        let mut tx = store.write().await.unwrap();
        client::edit(&mut tx, c.client, sheet.revision, &draft, &[], c.counsellor.id, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let third = ClientDraft { identifiers: vec![number(9_991_003)], ..make::client_draft("Troisième") };
        let third = make::add_client(&store, &third).await;

        let found = merge::find(&store, id).await.unwrap().unwrap();
        let mut tx = store.write().await.unwrap();
        let undone = merge::undo(&mut tx, &found, "erreur", c.manager.id, make::now()).await.unwrap();
        tx.rollback().await.unwrap();
        let Undone::Held(held) = undone else { panic!("given twice") };
        assert_eq!(held.holder, third);
    }

    async fn the_stricter_stance_holds_until_a_named_person_has_decided(store) {
        let Two { c, other } = two(&store).await;
        let mild = stand(&store, &c, c.client, StanceKind::Informative).await;
        let strict = stand(&store, &c, other, StanceKind::Restrictive).await;
        join(&store, c.client, other, &c.counsellor).await;

        assert_eq!(rank(&store, c.client).await, 2);
        assert_eq!(stance::in_force(&store, c.client).await.unwrap().len(), 2);
        let waiting = merge::waiting(&store, c.client).await.unwrap();
        assert_eq!(waiting.len(), 1);
        let (one, revision) = waiting[0];
        assert_eq!((one.stance, one.holds(), one.beside), (strict, StanceKind::Restrictive, Some((mild, StanceKind::Informative))));
        // While both stand in one scope, neither is simply taken over.
        let mut tx = store.write().await.unwrap();
        let taken = merge::take_over(&mut tx, c.client, strict, revision, c.manager.id, make::now()).await;
        assert!(matches!(taken, Err(StoreError::Duplicate)), "{taken:?}");
        tx.rollback().await.unwrap();

        let mut tx = store.write().await.unwrap();
        stance::step(&mut tx, mild, stance::Seen::Whatever, "fusion", make::now(), |standing| {
            domain::stance::life::replaced(standing, Some(c.manager.id))
        }).await.unwrap().unwrap();
        merge::take_over(&mut tx, c.client, strict, revision, c.manager.id, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(merge::waiting(&store, c.client).await.unwrap(), []);
        assert_eq!((rank(&store, c.client).await, stance::in_force(&store, c.client).await.unwrap().len()), (2, 1));
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn of_two_people_who_merge_at_once_one_is_told(store) {
        let Two { c, other } = two(&store).await;
        let wanted = |by: &Person| Merging {
            kept: c.client, kept_revision: 1, gone: other, gone_revision: 2, why: "doublon", by: by.id, now: make::now(),
        };
        let mut tx = store.write().await.unwrap();
        merge::merge(&mut tx, &wanted(&c.counsellor)).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        assert!(matches!(merge::merge(&mut tx, &wanted(&c.other)).await, Err(StoreError::Conflict)));
        tx.rollback().await.unwrap();
        // Nor the other way round, nor twice undone.
        let past = merge::history(&store, c.client).await.unwrap().remove(0);
        part(&store, past.id, &c.manager).await;
        let mut tx = store.write().await.unwrap();
        assert!(matches!(merge::undo(&mut tx, &past, "erreur", c.manager.id, make::now()).await, Err(StoreError::Conflict)));
        tx.rollback().await.unwrap();
    }

    async fn what_came_in_at_the_moment_of_the_merge_is_gathered_afterwards(store) {
        let Two { c, other } = two(&store).await;
        let id = join(&store, c.client, other, &c.counsellor).await;
        let stray = report(&store, other, c.member, "2026-01-10", make::now()).await;
        assert_eq!(merge::gather_strays(&store, make::now()).await.unwrap(), 1);
        assert_eq!(issue::sheet(&store, stray).await.unwrap().unwrap().summary.client, c.client);
        assert_eq!(merge::gather_strays(&store, make::now()).await.unwrap(), 0);
        part(&store, id, &c.manager).await;
        assert_eq!(issue::sheet(&store, stray).await.unwrap().unwrap().summary.client, other);
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn kept_out_of_one_is_kept_out_of_both(store) {
        let Two { c, other } = two(&store).await;
        let mut tx = store.write().await.unwrap();
        stance::step_aside(&mut tx, c.second_manager.id, other, "cousin", make::now()).await.unwrap();
        tx.commit().await.unwrap();
        join(&store, c.client, other, &c.counsellor).await;
        let kept_out: i64 = read!(&store, |pool| sqlx::query_scalar(
            "SELECT COUNT(*) FROM person_client WHERE client_id = $1 AND person_id = $2")
            .bind(c.client.0).bind(c.second_manager.id.0).fetch_one(pool).await).unwrap();
        assert_eq!(kept_out, 1);
    }

    async fn a_proposal_of_the_one_that_goes_goes_on_with_the_other(store) {
        let Two { c, other } = two(&store).await;
        let ground = report(&store, other, c.member, "2026-01-02", make::now()).await;
        decide(&store, ground, IssueStep::Confirm, c.other.id, make::now()).await;
        let id = put(&store, &proposal(other, StanceKind::Informative, Scope::WholeClient, ground), &c.counsellor, make::now()).await;
        join(&store, c.client, other, &c.counsellor).await;
        let sheet = stance::sheet(&store, id).await.unwrap().unwrap();
        assert_eq!(sheet.proposal.client, c.client);
        assert_eq!(merge::waiting(&store, c.client).await.unwrap().len(), 1);
        let before = stance::before(&store, other, false).await.unwrap().unwrap();
        assert_eq!(before.client.merged_into, Some(c.client));
    }
}
