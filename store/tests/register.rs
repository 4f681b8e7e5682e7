//! The register: extracts written in pieces, looked up, and what they say of clients.

use crate::support::make::{add_client, client_draft, day, now};
use domain::client::identifier::{EnterpriseNumber, Identifier};
use domain::client::sector::SectorGroup;
use domain::register::RegisterState;
use domain::{ClientId, Lang};
use store::register::{
    self, Activity, Address, Begun, Chunk, Code, Enterprise, Extract, ExtractKind, Meta, Name, Refused, Rows,
    Subject,
};
use store::{Store, read};

fn number(n: u32) -> String {
    enterprise_number(n).digits()
}

fn enterprise_number(n: u32) -> EnterpriseNumber {
    EnterpriseNumber::from_root(9_990_000 + n).unwrap()
}

fn chunk(file: &str, rows: Rows, lines: u64, last: &str, ended: bool) -> Chunk {
    Chunk {
        file: file.into(),
        rows,
        lines,
        last: last.into(),
        ordered: true,
        ended,
    }
}

fn enterprise(n: u32, situation: &str) -> Enterprise {
    Enterprise {
        number: number(n),
        situation: situation.into(),
        enterprise_type: "2".into(),
        form: Some("610".into()),
        form_cac: None,
        started_on: Some(day("2001-02-03")),
    }
}

fn name(n: u32, name: &str) -> Name {
    Name {
        entity: number(n),
        language: "1".into(),
        kind: "001".into(),
        name: name.into(),
    }
}

fn activity(n: u32, nace_version: i64, code: &str) -> Activity {
    Activity {
        entity: number(n),
        group: "001".into(),
        nace_version,
        nace_code: code.into(),
    }
}

fn codes() -> Rows {
    let code = |category: &str, code: &str, language: &str, description: &str| Code {
        category: category.into(),
        code: code.into(),
        language: language.into(),
        description: description.into(),
    };
    Rows::Codes(vec![
        code("JuridicalSituation", "000", "FR", "Situation normale"),
        code("JuridicalSituation", "050", "FR", "Ouverture de faillite"),
        code("JuridicalSituation", "050", "NL", "Opening faillissement"),
        code("JuridicalForm", "610", "FR", "Société à responsabilité limitée"),
        code("JuridicalForm", "610", "NL", "Besloten vennootschap"),
    ])
}

async fn begin(store: &Store, number: i64, kind: ExtractKind) -> Begun {
    let mut tx = store.write().await.unwrap();
    let meta = Meta {
        number,
        kind,
        snapshot_on: day("2026-01-02") + chrono::Days::new(number as u64),
    };
    let begun = register::import::begin(&mut tx, meta, None, now()).await.unwrap();
    tx.commit().await.unwrap();
    begun
}

async fn extract(store: &Store, number: i64, kind: ExtractKind) -> Extract {
    match begin(store, number, kind).await {
        Begun::Extract(extract) => extract,
        Begun::Refused(refused) => panic!("{refused:?}"),
    }
}

async fn write(store: &Store, extract: &mut Extract, chunk: Chunk) {
    let mut tx = store.write().await.unwrap();
    extract.write(&mut tx, &chunk).await.unwrap();
    tx.commit().await.unwrap();
}

async fn end(store: &Store, extract: &mut Extract) {
    let mut tx = store.write().await.unwrap();
    extract.end(&mut tx, None, 0, now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// A full extract with enterprises 1, 2 and 3, of which the second is bankrupt.
async fn full(store: &Store, number: i64, enterprises: Vec<Enterprise>, names: Vec<Name>) {
    let mut one = extract(store, number, ExtractKind::Full).await;
    write(store, &mut one, chunk("code.csv", codes(), 5, "", true)).await;
    write(
        store,
        &mut one,
        chunk("enterprise.csv", Rows::Enterprises(enterprises), 3, "", true),
    )
    .await;
    let last = names.last().map(|name| name.entity.clone()).unwrap_or_default();
    write(
        store,
        &mut one,
        chunk("denomination.csv", Rows::Names(names), 3, &last, true),
    )
    .await;
    end(store, &mut one).await;
}

async fn first(store: &Store) {
    let enterprises = vec![enterprise(1, "000"), enterprise(2, "050"), enterprise(3, "000")];
    full(
        store,
        10,
        enterprises,
        vec![name(1, "Un"), name(2, "Deux"), name(3, "Trois")],
    )
    .await;
}

async fn client(store: &Store, n: u32) -> ClientId {
    let mut draft = client_draft(&format!("Client {n}"));
    draft.identifiers = vec![Identifier::from(enterprise_number(n))];
    add_client(store, &draft).await
}

async fn refresh(store: &Store) {
    let mut after = Some(0);
    while let Some(client) = after {
        let mut tx = store.write().await.unwrap();
        after = register::refresh_clients(&mut tx, client, None, now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

async fn state(store: &Store, client: ClientId) -> (String, Option<chrono::NaiveDate>) {
    read!(store, |pool| sqlx::query_as(
        "SELECT register_state, register_as_of FROM client WHERE id = $1"
    )
    .bind(client.0)
    .fetch_one(pool)
    .await)
    .unwrap()
}

async fn audits(store: &Store) -> i64 {
    read!(store, |pool| sqlx::query_scalar("SELECT COUNT(*) FROM audit")
        .fetch_one(pool)
        .await)
    .unwrap()
}

async fn names_of(store: &Store, n: u32) -> Vec<String> {
    let found = register::find(store, enterprise_number(n), Lang::Fr)
        .await
        .unwrap();
    found
        .map(|e| e.names.into_iter().map(|name| name.name).collect())
        .unwrap_or_default()
}

both_engines! {
    async fn an_enterprise_is_read_with_labels_in_the_reader_s_language(store) {
        let mut one = extract(&store, 10, ExtractKind::Full).await;
        write(&store, &mut one, chunk("code.csv", codes(), 5, "", true)).await;
        write(&store, &mut one, chunk("enterprise.csv", Rows::Enterprises(vec![enterprise(1, "050")]), 1, "", true)).await;
        write(&store, &mut one, chunk("denomination.csv", Rows::Names(vec![name(1, "Rapid")]), 1, &number(1), true)).await;
        let address = Address {
            entity: number(1), kind: "REGO".into(), country: String::new(), postcode: "1000".into(),
            municipality_nl: "Brussel".into(), municipality_fr: "Bruxelles".into(), street_nl: "Havenstraat".into(),
            street_fr: "Rue du Port".into(), house_number: "1".into(), box_number: String::new(), struck_off_on: None,
        };
        write(&store, &mut one, chunk("address.csv", Rows::Addresses(vec![address]), 1, &number(1), true)).await;
        write(&store, &mut one, chunk("activity.csv", Rows::Activities(vec![activity(1, 2025, "53200")]), 1, &number(1), true)).await;

        assert_eq!(register::find(&store, enterprise_number(1), Lang::Nl).await.unwrap(), None, "not before its end");
        assert_eq!(register::as_of(&store).await.unwrap(), None);
        end(&store, &mut one).await;

        let found = register::find(&store, enterprise_number(1), Lang::Nl).await.unwrap().unwrap();
        assert_eq!((found.form.as_str(), found.situation_label.as_str()), ("Besloten vennootschap", "Opening faillissement"));
        assert_eq!((found.state, found.sector(), found.started_on), (RegisterState::Bankrupt, SectorGroup::Transport, Some(day("2001-02-03"))));
        assert_eq!(found.address(Lang::Nl).unwrap().street, "Havenstraat 1");
        assert_eq!(register::as_of(&store).await.unwrap(), Some(day("2026-01-12")));
        assert_eq!(register::find(&store, enterprise_number(9), Lang::Nl).await.unwrap(), None);
    }

    async fn clients_learn_their_state_and_the_same_extract_changes_nothing(store) {
        let clients = [client(&store, 1).await, client(&store, 2).await, client(&store, 9).await];
        let without = add_client(&store, &client_draft("Sans numéro")).await;
        first(&store).await;
        refresh(&store).await;

        let on = Some(day("2026-01-12"));
        for (client, expected) in clients.into_iter().zip(["normal", "bankrupt", "unknown"]) {
            assert_eq!(state(&store, client).await, (expected.to_owned(), on));
        }
        assert_eq!(state(&store, without).await, ("unknown".to_owned(), None));

        let before = audits(&store).await;
        assert!(extract(&store, 10, ExtractKind::Full).await.finished);
        refresh(&store).await;
        assert_eq!(audits(&store).await, before);
    }

    async fn where_the_register_says_something_else_a_kept_check_no_longer_holds(store) {
        let clients = [client(&store, 1).await, client(&store, 2).await, client(&store, 9).await];
        let moved = async || {
            let mut revisions = Vec::new();
            for client in clients {
                let found = store::check::client_facts(&store, client, None, day("2026-01-15")).await.unwrap();
                revisions.push(found.unwrap().revision);
            }
            revisions
        };
        first(&store).await;
        refresh(&store).await;
        assert_eq!(moved().await, [0, 1, 1], "one is bankrupt, one absent; the normal one changes no answer");
        refresh(&store).await;
        assert_eq!(moved().await, [0, 1, 1]);
        full(&store, 20, vec![enterprise(2, "000")], vec![name(2, "Deux")]).await;
        refresh(&store).await;
        assert_eq!(moved().await, [1, 2, 1], "one has stopped, one goes on");
    }

    async fn what_the_newest_full_extract_lacks_has_stopped(store) {
        let (gone, bankrupt) = (client(&store, 3).await, client(&store, 2).await);
        first(&store).await;
        full(&store, 20, vec![enterprise(1, "000")], vec![name(1, "Un bis")]).await;
        refresh(&store).await;

        assert_eq!(state(&store, gone).await.0, "stopped");
        assert_eq!(state(&store, bankrupt).await.0, "bankrupt", "says more than stopped");
        assert_eq!(names_of(&store, 1).await, ["Un bis"], "the rows of an enterprise are replaced");
        assert_eq!(names_of(&store, 3).await, ["Trois"], "what has stopped is still looked up");
    }

    async fn an_update_replaces_the_rows_of_the_entities_it_names(store) {
        let (changed, gone) = (client(&store, 1).await, client(&store, 3).await);
        first(&store).await;
        let mut update = extract(&store, 11, ExtractKind::Update).await;
        let numbers = vec![number(1), number(3)];
        write(&store, &mut update, chunk("enterprise_insert.csv", Rows::Enterprises(vec![enterprise(1, "050")]), 1, "", true)).await;
        write(&store, &mut update, chunk("enterprise_delete.csv", Rows::Gone(Subject::Enterprise, numbers.clone()), 2, "", true)).await;
        write(&store, &mut update, chunk("denomination_delete.csv", Rows::Gone(Subject::Name, numbers), 2, "", true)).await;
        write(&store, &mut update, chunk("denomination_insert.csv", Rows::Names(vec![name(1, "Un nouveau")]), 1, &number(1), true)).await;
        end(&store, &mut update).await;
        refresh(&store).await;

        assert_eq!(state(&store, changed).await, ("bankrupt".to_owned(), Some(day("2026-01-13"))));
        assert_eq!(state(&store, gone).await.0, "stopped");
        assert_eq!(names_of(&store, 1).await, ["Un nouveau"]);
        assert_eq!(names_of(&store, 2).await, ["Deux"], "others stay");
    }

    async fn an_interrupted_extract_goes_on_where_it_stopped(store) {
        first(&store).await;
        let mut one = extract(&store, 20, ExtractKind::Full).await;
        write(&store, &mut one, chunk("enterprise.csv", Rows::Enterprises(vec![enterprise(1, "000"), enterprise(2, "000")]), 2, "", true)).await;
        write(&store, &mut one, chunk("denomination.csv", Rows::Names(vec![name(1, "Nouveau")]), 1, &number(1), false)).await;
        drop(one);

        let mut again = extract(&store, 20, ExtractKind::Full).await;
        assert!(again.resumed && !again.finished);
        assert_eq!(again.lines_done("enterprise.csv"), None);
        assert_eq!(again.lines_done("denomination.csv"), Some(1));
        assert_eq!(again.last_entity("denomination.csv"), number(1));
        assert_eq!(again.lines_done("contact.csv"), Some(0));
        write(&store, &mut again, chunk("denomination.csv", Rows::Names(vec![name(2, "Second")]), 2, &number(2), true)).await;
        end(&store, &mut again).await;

        assert_eq!(names_of(&store, 1).await, ["Nouveau"], "what was written before the interruption stays");
        assert_eq!(names_of(&store, 2).await, ["Second"]);
    }

    async fn an_older_extract_and_an_update_of_nothing_are_refused(store) {
        assert!(matches!(begin(&store, 11, ExtractKind::Update).await, Begun::Refused(Refused::NoFull)));
        first(&store).await;
        let older = begin(&store, 9, ExtractKind::Full).await;
        assert!(matches!(older, Begun::Refused(Refused::Older { number: 10, .. })));
    }

    async fn scattered_activities_keep_the_newest_version_only(store) {
        let mut one = extract(&store, 10, ExtractKind::Full).await;
        write(&store, &mut one, chunk("enterprise.csv", Rows::Enterprises(vec![enterprise(1, "000")]), 1, "", true)).await;
        write(&store, &mut one, chunk("activity.csv", Rows::Activities(vec![activity(1, 2008, "90011")]), 1, &number(1), false)).await;
        let scattered = Chunk { ordered: false, ..chunk("activity.csv", Rows::Activities(vec![activity(1, 2025, "90201")]), 2, &number(1), false) };
        write(&store, &mut one, scattered).await;
        end(&store, &mut one).await;
        let found = register::find(&store, enterprise_number(1), Lang::Fr).await.unwrap().unwrap();
        let codes: Vec<&str> = found.activities.iter().map(|a| a.nace_code.as_str()).collect();
        assert_eq!(codes, ["90201"]);
    }

    async fn a_key_twice_in_a_piece_is_written_as_the_later_line_has_it(store) {
        let mut one = extract(&store, 10, ExtractKind::Full).await;
        let twice = vec![enterprise(1, "000"), enterprise(1, "050")];
        write(&store, &mut one, chunk("enterprise.csv", Rows::Enterprises(twice), 2, "", true)).await;
        write(&store, &mut one, chunk("code.csv", codes(), 5, "", true)).await;
        end(&store, &mut one).await;
        let found = register::find(&store, enterprise_number(1), Lang::Fr).await.unwrap().unwrap();
        assert_eq!(found.situation, "050");
    }
}
