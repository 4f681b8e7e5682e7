//! Partners: GET /partners?filter=&region=

use crate::error::PageResult;
use crate::visit::{CurrentUser, Visit};
use app::pages::partner::list::{ListPage, list, title};
use app::texts;
use axum::extract::Query;
use domain::category::Filter;
use domain::client::region::Region;
use domain::partner::REGIONS;
use domain::permission::{Action, may_at_all};
use serde::Deserialize;
use store::partner;

/// The address as typed: what it does not know narrows nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    filter: String,
    region: String,
}

/// GET /partners
pub async fn get(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let filter = Filter::from_code(&asked.filter);
    let region = Region::from_code(&asked.region).filter(|region| REGIONS.contains(region));
    let may_keep = may_at_all(&user, Action::KeepPartners).is_ok();
    let (retired, mut found): (Vec<_>, Vec<_>) = partner::all(&visit.app.store)
        .await?
        .into_iter()
        .partition(|partner| partner.retired);
    found.retain(|partner| partner.helps(filter, region));
    let props = ListPage {
        lang: visit.lang,
        filter,
        region,
        found,
        retired: if may_keep { retired } else { Vec::new() },
        may_keep,
    };
    let done = [
        ("added", texts::partner_form::done_added(visit.lang)),
        ("edited", texts::partner_form::done_edited(visit.lang)),
        ("retired", texts::partner_form::done_retired(visit.lang)),
        ("back", texts::partner_form::done_back(visit.lang)),
    ];
    let done = done
        .into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence);
    Ok(visit.page(title(&props)).notice(done).render(|| list(&props)))
}
