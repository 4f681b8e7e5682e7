//! Appeals: the list, judging one, a member's own; who may judge is told.

pub mod file;
pub mod list;
pub mod sheet;

use crate::error::PageError;
use crate::visit::Visit;
use domain::appeal::{self, Part};
use domain::message::Message;
use domain::{AppealId, ClientId, PersonId, StanceId};
use store::{Store, StoreError, Tx, message, notice, person, stance};

/// The managers who could judge an appeal of this stance: nobody who took part.
pub async fn judges(
    store: &Store,
    id: StanceId,
    client: ClientId,
    appellant: Option<PersonId>,
) -> Result<Vec<PersonId>, StoreError> {
    let part = Part {
        client,
        took_part: stance::took_part(store, id).await?,
        appellant,
    };
    let may = |p: &domain::Person| {
        p.role == domain::Role::Manager
            && appeal::may_judge(p, domain::stance::StanceKind::Punitive, &part).is_ok()
    };
    let team = person::team(store).await?;
    Ok(team.iter().filter(|p| may(p)).map(|p| p.id).collect())
}

/// They read that an appeal waits, and until when.
pub async fn tell_judges(
    tx: &mut Tx,
    visit: &Visit,
    id: AppealId,
    client_name: &str,
    judges: &[PersonId],
) -> Result<(), PageError> {
    let what = Message::AppealFiled {
        appeal: id,
        client_name: client_name.to_owned(),
        due_on: appeal::due_on(visit.today()),
    };
    for judge in judges {
        message::tell(tx, *judge, &what, visit.now).await?;
    }
    Ok(())
}

/// Who is told what became of an appeal: the member who appealed, and those who decided the stance.
pub async fn concerned(
    visit: &Visit,
    stance: StanceId,
    appellant: Option<PersonId>,
) -> Result<Vec<PersonId>, PageError> {
    let mut people = notice::concerned(&visit.app.store, stance).await?;
    people.extend(appellant);
    people.sort_unstable();
    people.dedup();
    Ok(people)
}
