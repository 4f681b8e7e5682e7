//! How a client pays: on time, 1-30, 31-60, over 60 days late; a bar, and the same in words and numbers.

use crate::{format, texts};
use domain::Lang;
use leptos::prelude::*;

/// Counts of contracts: on time, to 30, to 60, over 60 days late.
pub fn payment_bands(l: Lang, counts: [i64; 4]) -> AnyView {
    let total: i64 = counts.iter().sum();
    let names = [
        texts::payment_band::on_time(l),
        texts::payment_band::to_30(l),
        texts::payment_band::to_60(l),
        texts::payment_band::over_60(l),
    ];
    let mut from = 0;
    let bars = counts
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
        .map(|(i, count)| {
            let width = count * 10_000 / total.max(1);
            let bar = view! { <rect class=format!("band-{i}") x=hundredth(from) y="0" width=hundredth(width) height="10"/> };
            from += width;
            bar
        })
        .collect_view();
    let legend = names
        .into_iter()
        .zip(counts)
        .enumerate()
        .map(|(i, (name, count))| {
            let share = (total > 0).then(
                || view! { <span class="band-share">{format::percent(l, count * 10_000 / total)}</span> },
            );
            view! {
                <li>
                    <span class=format!("band-swatch band-swatch-{i}") aria-hidden="true"></span>
                    <span class="band-name">{name}</span>
                    <strong>{format::number(l, count)}</strong>
                    {share}
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="bands">
            <svg class="bands-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{bars}</svg>
            <ul>{legend}</ul>
        </div>
    }
    .into_any()
}

/// `1234` as `12.34`: SVG numbers are always written with a point.
fn hundredth(n: i64) -> String {
    format!("{}.{:02}", n / 100, n % 100)
}
