//! Every part and chart in its frame, as static pages to look at: `cargo run -p app --example gallery`, then open
//! `target/gallery/parts.html`.

use app::charts::figure::figure;
use app::charts::table::Table;
use app::charts::{Chart, Ink, Scene, Series, columns, levels};
use app::frame::{AssetNames, Frame, NavCounts, Signed};
use app::pages::{error, help, sign_in};
use app::parts::{
    Choice, Errors, Field, answer_badge, button, empty_state, error_summary, facts, field, filter_glyph,
    form_key, heading, key_figure, notice, pager, payment_bands, quote, rows, rows::Row, severity,
    stance_badge, table, tabs, tabs::Tab, tag, time,
};
use app::{format, shell, texts};
use chrono::NaiveDate;
use domain::category::Filter;
use domain::check::Answer;
use domain::issue::Severity;
use domain::stance::StanceKind;
use domain::{Lang, Money, Month, Role};
use leptos::prelude::*;
use std::fs;

const L: Lang = Lang::Fr;

fn main() -> std::io::Result<()> {
    fs::create_dir_all("target/gallery")?;
    write("parts", &frame("Les parties", Some(Role::Counsellor)), parts)?;
    write(
        "form",
        &Frame {
            refused: true,
            ..frame("Un formulaire", Some(Role::Member))
        },
        form,
    )?;
    write("charts", &frame("Tendances", Some(Role::Manager)), charts)?;
    write("sign-in", &frame(texts::sign_in::title(L), None), gate)?;
    write("help", &frame(texts::help::title(L), Some(Role::Member)), || {
        help::help(L)
    })?;
    let missing = error::ErrorPage {
        lang: L,
        problem: error::Problem::Failed,
        status: 500,
        reference: Some("7F3A-22C1".into()),
        back: None,
    };
    write("error", &frame(texts::error::failed_title(L), None), || {
        error::error(&missing)
    })
}

fn write(name: &str, frame: &Frame, body: impl FnOnce() -> AnyView) -> std::io::Result<()> {
    fs::write(
        format!("target/gallery/{name}.html"),
        shell::html(|| shell::document(frame, body())),
    )
}

fn frame(title: &str, role: Option<Role>) -> Frame {
    let assets = AssetNames {
        css: "../../style/main.css",
        icon: "../../style/static/favicon.svg",
        boot: "",
        js: "",
        wasm: "",
    };
    Frame {
        person: role.map(|role| Signed {
            name: "Claire Dubois".into(),
            role,
        }),
        counts: NavCounts {
            issues: 3,
            approvals: 1,
            stances: 2,
            debts: 0,
            opinions: 0,
        },
        demo: true,
        ..Frame::new(L, assets, "/clients/48213", title)
    }
}

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default()
}

fn parts() -> AnyView {
    let tab = |name: &str, count: Option<&str>, current| Tab {
        href: "#".into(),
        name: name.into(),
        count: count.map(Into::into),
        current,
    };
    let row = |kind, title: &str, meta: &'static str, side: &'static str| {
        Row::new("#", title)
            .lead(stance_badge::badge(L, kind))
            .meta(meta)
            .side(side)
    };
    view! {
        <div class="wide">
            {heading::with("Rapid Courses", Some(heading::back("#", texts::nav::clients(L))), vec![button::link_primary("#", "Changer la posture"), button::link("#", "Signaler")])}
            {facts::facts(vec![("Numéro".to_owned(), "0999.100.295".into_any()), ("Genre".to_owned(), "Plateforme · Bruxelles".into_any())])}
            <div class="section columns">
                <div class="stack">
                    <section class="stance-block stance-restrictive">
                        {stance_badge::large(L, Some(StanceKind::Restrictive))}
                        <p>"En vigueur jusqu'au "{time::date(L, day(2027, 5, 12))}", revue prévue à cette date."</p>
                        {quote::quote("Bon de commande écrit avant de commencer ; 30 % payés d'avance à la coopérative.", Some("Note publiée, 3 novembre 2026".into_any()))}
                    </section>
                    {quote::quote("Nous avons changé notre portail des fournisseurs. Les factures en retard seront payées avant la fin du mois.", Some("Réponse du donneur d'ordre, 3 novembre 2026".into_any()))}
                    {notice::warning(view! { <p>"Une entreprise à la même adresse a une posture restrictive."</p> })}
                    {notice::info(view! { <p>"Un accord est demandé ; réponse d'ici un jour ouvrable."</p> })}
                    {notice::done("La posture est proposée.")}
                </div>
                <div class="stack">
                    <h2>"Paiement"</h2>
                    {payment_bands::payment_bands(L, [34, 4, 2, 1])}
                    {facts::facts(vec![("Contrats".to_owned(), format::number(L, 41).into_any()), ("À payer".to_owned(), format::money(L, Money(4_120_000)).into_any())])}
                </div>
            </div>
            <section class="section">
                <h2>"Chiffres"</h2>
                {key_figure::figures(vec![
                    key_figure::key_figure("3", "signalements à examiner", Some("#".into())),
                    key_figure::key_figure("41", "contrats en 12 mois", Some("#".into())),
                    key_figure::key_figure(format::money_whole(L, Money(4_120_000)), "en retard", None),
                    key_figure::key_figure("38", "membres concernés", None),
                ])}
            </section>
            <section class="section">
                {tabs::tabs("Fiche", vec![tab("Aperçu", None, false), tab("Signalements", Some("7"), true), tab("Paiement", None, false), tab("Notes", Some("2"), false), tab("Historique", None, false)])}
                {rows::rows(vec![
                    row(Some(StanceKind::Restrictive), "Rapid Courses", "Plateforme · Bruxelles", "14 ouverts · 41 200 € en retard"),
                    row(None, "Halles du Quai", "Arts · Liège", "1 ouvert · 1 980 € à payer"),
                    row(Some(StanceKind::Informative), "Théâtre des Éclaireurs", "Arts · Namur", "à temps"),
                    row(Some(StanceKind::Punitive), "Nuit Blanche Événements Internationaux", "Événementiel · Bruxelles", "22 ouverts · 96 000 € perdus"),
                ])}
                {pager::pager(L, &pager::Pager { shown: 25, next: Some("#".into()), ..Default::default() })}
            </section>
            <section class="section">
                <h2>"Mots et signes"</h2>
                <p class="line">{Answer::ALL.iter().map(|a| answer_badge::large(L, *a)).collect_view()}</p>
                <p class="line">{Severity::ALL.iter().map(|s| severity::ticks(L, *s)).collect_view()}</p>
                <p class="line">{Filter::ALL.iter().map(|f| filter_glyph::filter(L, *f)).collect_view()}</p>
                <p class="line">{tag::tag("À l'examen")}{tag::quiet("Résolu")}</p>
                {table::table("Paiements par année", vec![table::words("Année"), table::numbers("Contrats"), table::numbers("Payés à temps"), table::numbers("En retard, €")], vec![
                    vec!["2025".into_any(), "18".into_any(), "16".into_any(), "1 200".into_any()],
                    vec!["2026".into_any(), "23".into_any(), "18".into_any(), "41 200".into_any()],
                ])}
            </section>
            {empty_state::empty_state("Rien à examiner", "Les nouveaux signalements arrivent ici, les plus graves d'abord.", Some(button::link("#", "Signaler un problème")))}
        </div>
    }
    .into_any()
}

fn form() -> AnyView {
    let errors = Errors::none()
        .with("wage", texts::form::not_an_amount(L))
        .with("kind", texts::form::not_a_choice(L));
    view! {
        <div class="reading stack">
            {heading::with("Signaler un problème avec Rapid Courses", Some(heading::back("#", "Rapid Courses")), Vec::new())}
            {error_summary::error_summary(L, &errors)}
            <form class="stack" method="post" novalidate>
                {form_key::key("x")}{form_key::revision(3)}
                {Field::new("category", "De quoi s'agit-il ?").value("b").select(L, vec![Choice::new("a", "Retard de paiement"), Choice::new("b", "Salaire trop bas")])}
                {Field::new("facts", "Les faits").hint("Ce qui s'est passé, quand, combien. Pas d'opinion sur les personnes.").value("Trois factures…").textarea(5)}
                <div class="fields-row">
                    {Field::new("wage", "Salaire brut").unit("€ par heure").value("onze").error(&errors).number()}
                    {Field::new("on", "Date des faits").value("2026-11-03").date()}
                </div>
                {Field::new("kind", "Gravité").error(&errors).radios(vec![Choice::new("a", "Mineure").hint("Réparé, sans suite."), Choice::new("b", "Sérieuse").hint("De l'argent ou du temps perdu.")])}
                {field::checkbox("tell", "yes", "Les faits peuvent être présentés au donneur d'ordre", Some("Avec un seul contrat, on peut vous reconnaître.".into()), true)}
                {button::row(vec![button::primary("Envoyer le signalement"), button::link("#", texts::form::cancel(L))])}
            </form>
        </div>
    }
    .into_any()
}

fn charts() -> AnyView {
    let first = Month::new(2025, 11).unwrap_or(Month::of(day(2025, 11, 1)));
    let months: Vec<Month> = first.through(first.plus(12)).collect();
    let filters = [
        (Filter::Legal, [2, 3, 1, 4, 3, 5, 4, 6, 3, 4, 5, 4, 2]),
        (Filter::Ethics, [4, 3, 5, 4, 6, 5, 7, 6, 8, 7, 9, 8, 3]),
        (Filter::Support, [1, 2, 1, 0, 2, 1, 3, 2, 1, 2, 1, 2, 1]),
        (
            Filter::Payment,
            [12, 9, 14, 11, 10, 15, 12, 13, 11, 16, 14, 12, 7],
        ),
    ];
    let reported = Scene::Columns(columns::Columns {
        months: months.clone(),
        series: filters
            .iter()
            .enumerate()
            .map(|(i, (filter, values))| Series {
                name: app::words::filter(L, *filter).to_owned(),
                ink: Ink::nth(i),
                values: values.to_vec(),
                hrefs: (0..13).map(|m| format!("#{i}-{m}")).collect(),
            })
            .collect(),
        immature: 1,
    });
    let stances = [
        (
            StanceKind::Informative,
            Ink::Informative,
            [5, 5, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 9],
        ),
        (
            StanceKind::Restrictive,
            Ink::Restrictive,
            [2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4],
        ),
        (
            StanceKind::Punitive,
            Ink::Punitive,
            [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 1, 1],
        ),
    ];
    let in_force = Scene::Levels(levels::Levels {
        months,
        series: stances
            .iter()
            .map(|(kind, ink, values)| Series {
                name: app::words::stance_kind(L, *kind).to_owned(),
                ink: *ink,
                values: values.to_vec(),
                hrefs: (0..13).map(|m| format!("#{m}")).collect(),
            })
            .collect(),
    });
    let chart = |name, finding: &str, description: &str, scene| Chart {
        lang: L,
        name,
        finding: finding.to_owned(),
        description: description.to_owned(),
        scene,
        table: Table::default(),
        notes: Vec::new(),
    };
    let reported = chart(
        "reported",
        "Les signalements d'éthique augmentent depuis mars",
        "Signalements par mois et par filtre.",
        reported,
    );
    let in_force = chart(
        "in-force",
        "14 postures en vigueur : 9 informatives, 4 restrictives, 1 sanction",
        "Postures en vigueur par mois.",
        in_force,
    );
    view! {
        <div class="wide stack">
            {heading::heading("Plus de signalements d'éthique, autant de postures")}
            {figure(&reported, None)}
            {figure(&in_force, None)}
        </div>
    }
    .into_any()
}

fn gate() -> AnyView {
    let account = |email: &str, role| sign_in::DemoAccount {
        email: format!("{email}@demo.example"),
        role,
    };
    let page = sign_in::SignIn {
        lang: L,
        form: sign_in::SignInForm::default(),
        errors: Errors::none(),
        demo: Some((
            vec![
                account("membre", Role::Member),
                account("conseil", Role::Counsellor),
                account("direction", Role::Manager),
            ],
            "vigie-demo".into(),
        )),
    };
    sign_in::sign_in(&page)
}
