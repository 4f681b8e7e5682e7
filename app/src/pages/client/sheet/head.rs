//! The head of the sheet: who it is, what can be done, the stances in force with their notes.

use super::super::{demands, register_warning, stance_line};
use super::SheetPage;
use crate::pages::admin::retention;
use crate::pages::notice::reply;
use crate::parts::{button, form_key, heading, notice, quote, stance_badge};
use crate::{format, texts, words};
use domain::stance::StanceCard;
use leptos::prelude::*;

pub(super) fn head(p: &SheetPage) -> AnyView {
    use texts::client_sheet as t;
    let (l, c) = (p.lang, &p.client);
    let above = view! { {heading::back("/clients", t::back(l))}" · "{c.id.reference()} }.into_any();
    let mut actions = Vec::new();
    if p.rights.report {
        actions.push(button::link(
            format!("/clients/{}/issues/new", c.id),
            t::report(l),
        ));
    }
    if p.rights.check {
        actions.push(button::link(format!("/check?client_id={}", c.id), t::check(l)));
        // Watching twice is watching once: the form needs no key of its own.
        let watch = format!("/clients/{}/watch", c.id);
        actions.push(
            view! { <form method="post" action=watch>{form_key::key("watch")}{button::secondary(texts::watched::begin(l))}</form> }
                .into_any(),
        );
    }
    if p.rights.edit {
        actions.push(button::link(format!("/clients/{}/edit", c.id), t::edit(l)));
    }
    let about = [
        c.number(),
        words::client_kind(l, c.kind).to_owned(),
        words::sector(l, c.sector).to_owned(),
        c.address.municipality.clone(),
    ];
    let about = about
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    view! {
        {heading::with(c.name.clone(), Some(above), actions)}
        <p class="soft">{about}</p>
        {stances(p)}
        {c.hold_until.map(|until| notice::warning(view! { <p>{t::hold(l, format::date(l, until))}</p> }))}
        {register_warning(l, c.register_state, c.register_as_of)}
        {marks(p)}
    }
    .into_any()
}

/// Held, contested, or with stances that wait for a person.
fn marks(p: &SheetPage) -> AnyView {
    let (l, id, m) = (p.lang, p.client.id, &p.marks);
    let waiting = (m.waiting > 0).then(|| {
        notice::info(
            view! { <p><a href=format!("/clients/{id}/merge")>{texts::merge::waiting(l, m.waiting)}</a></p> },
        )
    });
    let contested = m.contested.as_ref().map(|contest| {
        let day = format::date(l, domain::clock::day(contest.opened_at));
        notice::info(view! { <p>{texts::client_sheet::contested_since(l, day)}</p> })
    });
    view! { {retention::held(l, &m.held)}{contested}{waiting} }.into_any()
}

fn stances(p: &SheetPage) -> AnyView {
    use texts::client_sheet as t;
    let (l, c) = (p.lang, &p.client);
    let choose = |text: &'static str| {
        p.rights
            .choose_stance
            .then(|| button::link(format!("/clients/{}/stance", c.id), text))
    };
    if c.stances.is_empty() {
        return view! {
            <div class="line">{stance_badge::large(l, None)}<span>{t::none_in_force(l)}</span>{choose(t::choose(l))}</div>
        }
        .into_any();
    }
    c.stances
        .iter()
        .enumerate()
        .map(|(at, stance)| {
            // One button for all: the form knows every stance of the client.
            let change = (at == 0).then(|| choose(t::change(l)));
            view! {
                <div class="sheet-stance">
                    <div class="line apart">{stance_line(l, stance, p.rights.choose_stance)}{change}</div>
                    {note(p, stance)}
                    {demands(l, stance)}
                </div>
            }
        })
        .collect_view()
        .into_any()
}

fn note(p: &SheetPage, stance: &StanceCard) -> Option<AnyView> {
    use texts::client_sheet as t;
    let l = p.lang;
    let note = stance.note.as_ref()?;
    let from = match stance.note_from {
        Some(day) if day <= p.today => None,
        Some(day) => Some(t::note_members_from(l, format::date(l, day))),
        None => Some(t::note_not_sent(l).to_owned()),
    };
    let view = view! {
        <div>
            {quote::quote(note.text(l), None)}
            {from.map(|text| view! { <p class="hint">{text}</p> })}
            {reply::published(l, &stance.replies)}
        </div>
    };
    Some(view.into_any())
}
