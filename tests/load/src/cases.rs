//! What is asked: seven cases, each with many requests in turn.

use anyhow::Result;
use chrono::NaiveDate;
use domain::{ClientId, ProfessionId};
use sqlx::AssertSqlSafe;
use store::{Store, read, reference};

/// One request; `{key}` in its body stands for a key that no other request has.
#[derive(Debug, Clone)]
pub struct Request {
    pub path: String,
    /// The fields of a form; `None` for a GET.
    pub body: Option<String>,
}

/// One case.
pub struct Case {
    pub name: &'static str,
    /// The account that asks.
    pub account: &'static str,
    pub requests: Vec<Request>,
    /// The table that has a row more after each request.
    pub writes: Option<&'static str>,
    pub kind: Kind,
}

/// Which question of the store stands behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Search,
    Sheet,
    List,
    Trends,
    Report,
    Preview,
    Keep,
}

/// What the database offers to ask for.
pub struct Targets {
    pub clients: Vec<ClientId>,
    pub numbers: Vec<String>,
    pub category: i64,
    pub profession: ProfessionId,
    pub day: NaiveDate,
    pub texts: Vec<String>,
}

/// Beginnings of names, as somebody types them.
const TYPED: &[&str] = &[
    "thea",
    "stud",
    "maiso",
    "compag",
    "lumen",
    "atel",
    "fest",
    "coll",
    "event",
    "wijk",
    "jeug",
    "acad",
    "bras",
    "images",
    "prod",
    "centr",
    "films",
    "agen",
    "lant",
    "vuur",
    "moul",
    "phar",
    "till",
    "octav",
    "solst",
    "merid",
    "cor",
    "nord",
    "studio lu",
    "theatre de la",
    "maison des",
    "compagnie du",
    "les fil",
    "agence in",
    "atelier",
    "poolst",
    "vald",
    "mont",
];

/// One number of the database.
pub async fn number(store: &Store, sql: &str) -> Result<i64> {
    Ok(read!(store, |pool| sqlx::query_scalar(AssertSqlSafe(
        sql.to_owned()
    ))
    .fetch_one(pool)
    .await)?)
}

impl Targets {
    pub async fn read(store: &Store) -> Result<Self> {
        let clients = number(store, "SELECT MAX(id) FROM client").await?;
        // Spread over all of them, in an order that is no one's.
        let clients: Vec<ClientId> = (0..997)
            .map(|n| ClientId(1 + (n * 7_919 + 13) % clients))
            .collect();
        let least = clients.iter().map(|id| id.0).min().unwrap_or_default();
        let numbers: Vec<(i64, String)> = read!(store, |pool| {
            sqlx::query_as(
            "SELECT client_id, number FROM client_identifier WHERE scheme = 'be_enterprise' AND client_id >= $1 ORDER BY client_id LIMIT 200000"
        )
        .bind(least)
        .fetch_all(pool)
        .await
        })?;
        let step = (numbers.len() / 997).max(1);
        let catalogue = reference::catalogue(store).await?;
        let code = |code: &str| {
            catalogue
                .category_by_code(code)
                .map_or(1, |category| category.id.0)
        };
        let profession = catalogue
            .professions
            .iter()
            .find(|p| p.code == "graphic_designer");
        Ok(Self {
            clients,
            numbers: numbers
                .into_iter()
                .step_by(step)
                .map(|(_, number)| number)
                .collect(),
            category: code("late_payment"),
            profession: profession.map_or(ProfessionId(1), |p| p.id),
            day: today(),
            texts: TYPED.iter().map(|text| (*text).to_owned()).collect(),
        })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a measurement runs on the machine's clock"
)]
fn today() -> NaiveDate {
    domain::clock::day(chrono::Utc::now())
}

fn get(path: String) -> Request {
    Request { path, body: None }
}

/// All cases, in the order of the table.
pub fn all(targets: &Targets) -> Vec<Case> {
    let preview = |number: &String| {
        format!(
            "client={number}&profession={}&starts_on={}&ends_on=&unit=day&units=2&wage=150&price=",
            targets.profession, targets.day
        )
    };
    let filters = [
        "sector=performing_arts",
        "sector=events&overdue=1",
        "stance=informative",
        "stance=restrictive&sector=audiovisual",
        "open_issues=1",
        "overdue=1",
        "sector=training&open_issues=1",
        "stance=informative&overdue=1",
        "sector=digital",
    ];
    vec![
        Case {
            name: "search by partial name",
            account: "conseil",
            requests: targets.texts.iter().map(|text| get(format!("/clients?q={}", text.replace(' ', "+")))).collect(),
            writes: None,
            kind: Kind::Search,
        },
        Case {
            name: "client sheet, member",
            account: "membre",
            requests: targets.clients.iter().map(|id| get(format!("/clients/{id}"))).collect(),
            writes: None,
            kind: Kind::Sheet,
        },
        Case {
            name: "filtered list, staff",
            account: "conseil",
            requests: filters.iter().map(|filter| get(format!("/clients?{filter}"))).collect(),
            writes: None,
            kind: Kind::List,
        },
        Case {
            name: "trends",
            account: "direction",
            requests: vec![get("/reports".to_owned())],
            writes: None,
            kind: Kind::Trends,
        },
        Case {
            name: "write of an issue, durable",
            account: "membre",
            requests: targets
                .clients
                .iter()
                .map(|id| Request {
                    path: format!("/clients/{id}/issues/new"),
                    body: Some(format!(
                        "key={{key}}&category={}&severity=moderate&happened_on={}&facts=Facture+pay%C3%A9e+40+jours+apr%C3%A8s+l%27%C3%A9ch%C3%A9ance.&days_late=40&cause=unknown&may_tell=yes",
                        targets.category, targets.day
                    )),
                })
                .collect(),
            writes: Some("issue"),
            kind: Kind::Report,
        },
        Case {
            name: "check preview by number",
            account: "membre",
            requests: targets.numbers.iter().map(|number| get(format!("/check?{}", preview(number)))).collect(),
            writes: None,
            kind: Kind::Preview,
        },
        Case {
            name: "kept check, durable",
            account: "membre",
            requests: targets
                .numbers
                .iter()
                .map(|number| Request { path: "/check".to_owned(), body: Some(format!("key={{key}}&{}", preview(number))) })
                .collect(),
            writes: Some("kept_check"),
            kind: Kind::Keep,
        },
    ]
}
