//! A formal notice as a letter in the client's language, ready to print; as it was sent.

use crate::parts::{facts, heading, notice, table, time};
use crate::{format, texts};
use domain::Lang;
use domain::debt::notice::{FormalNotice, NoticeLine};
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticePage {
    /// The reader's language; the letter is in the client's.
    pub lang: Lang,
    pub notice: FormalNotice,
}

/// Which notice to whom.
pub fn title(p: &NoticePage) -> String {
    let n = &p.notice;
    texts::formal_notice::title(p.lang, n.id.reference(), &n.claimed.name)
}

/// The page: what to do with the letter, then the letter.
pub fn page(p: &NoticePage) -> AnyView {
    use texts::formal_notice as t;
    let (l, n) = (p.lang, &p.notice);
    let back = heading::back(format!("/debts/{}", n.client), t::back(l, &n.claimed.name));
    let unsure = (!n.claimed.confirmed).then(|| notice::warning(view! { <p>{t::to_confirm(l)}</p> }));
    view! {
        <div class="stack">
            <div class="screen-only stack reading">
                <p>{back}</p>
                {notice::info(view! { <p>{t::print_hint(l)}</p> })}
                {unsure}
            </div>
            {letter(n)}
        </div>
    }
    .into_any()
}

fn letter(n: &FormalNotice) -> AnyView {
    use texts::formal_notice as t;
    let (l, c) = (n.language, &n.claimed);
    let town = format!("{} {}", c.address.postcode, c.address.municipality);
    let to = [
        c.name.clone(),
        c.number.clone(),
        c.address.street.clone(),
        town.trim().to_owned(),
    ]
    .into_iter()
    .filter(|line| !line.is_empty())
    .map(|line| view! { {line}<br/> })
    .collect_view();
    let columns = vec![
        table::words(t::invoice(l)),
        table::words(t::invoiced(l)),
        table::words(t::due(l)),
        table::numbers(t::amount(l)),
        table::numbers(t::interest(l)),
        table::numbers(t::lump(l)),
    ];
    let rows = c.lines.iter().map(|line| row(l, line)).collect();
    let sums = facts::facts(vec![
        (
            t::principal(l).to_owned(),
            format::money(l, c.principal).into_any(),
        ),
        (
            t::interest_sum(l).to_owned(),
            format::money(l, c.interest).into_any(),
        ),
        (
            t::lump_sum(l).to_owned(),
            format::money(l, c.lump_sums).into_any(),
        ),
        (
            t::total(l).to_owned(),
            view! { <strong>{format::money(l, c.total)}</strong> }.into_any(),
        ),
    ]);
    view! {
        <article class="letter reading stack" lang=l.code()>
            <p class="letter-to">{to}</p>
            <p>{time::date(l, n.sent_on)}<br/>{t::reference(l, n.id.reference())}</p>
            <h1>{t::heading(l)}</h1>
            <p>{t::opening(l)}</p>
            <p>{t::body(l, c.lines.len() as i64)}</p>
            <p>{t::law(l)}</p>
            {table::table(t::caption(l), columns, rows)}
            <h2>{t::detail_title(l, format::date(l, n.sent_on))}</h2>
            <ul class="letter-detail">{pieces(l, &c.lines)}</ul>
            {sums}
            <p><strong>{t::pay_by(l, format::date(l, n.deadline_on))}</strong></p>
            <p>{t::contest(l)}</p>
            <p>{t::rights(l)}</p>
            <p>{t::closing(l)}</p>
            <p>{n.by_name.clone()}<br/>{t::signed(l)}</p>
        </article>
    }
    .into_any()
}

fn row(l: Lang, line: &NoticeLine) -> Vec<AnyView> {
    vec![
        line.reference.clone().into_any(),
        line.invoiced_on
            .map_or_else(|| "–".into_any(), |day| time::short(l, day)),
        time::short(l, line.due_on),
        format::money(l, line.amount).into_any(),
        format::money(l, line.interest).into_any(),
        format::money(l, line.lump_sum).into_any(),
    ]
}

/// Each half-year with its rate: the client can count it out again.
fn pieces(l: Lang, lines: &[NoticeLine]) -> AnyView {
    use texts::formal_notice as t;
    lines
        .iter()
        .flat_map(|line| line.pieces.iter().map(move |piece| (line, piece)))
        .map(|(line, piece)| {
            let text = t::piece(
                l,
                &line.reference,
                format::date_short(l, piece.from),
                format::date_short(l, piece.to),
                format::days(l, piece.days),
                rate(l, piece.basis_points),
            );
            view! { <li>{text}</li> }
        })
        .collect_view()
        .into_any()
}

/// A rate with its half points: `10,5 %`.
fn rate(l: Lang, basis_points: i64) -> String {
    let sign = match l {
        Lang::Fr => "\u{202f}%",
        Lang::De => "\u{a0}%",
        Lang::Nl | Lang::En => "%",
    };
    format!("{}{sign}", format::hundredths(l, basis_points))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_keeps_its_half_point() {
        assert_eq!(rate(Lang::Nl, 1_050), "10,5%");
        assert_eq!(rate(Lang::En, 1_200), "12%");
    }
}
