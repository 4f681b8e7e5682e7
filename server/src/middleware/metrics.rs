//! A few counters in the text form that Prometheus reads. None of them tells anything of a person.

use axum::http::StatusCode;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the histogram, in milliseconds.
const BOUNDS: [u64; 8] = [1, 2, 5, 10, 25, 100, 500, 2_500];

/// Counts since the start of this server.
#[derive(Debug, Default)]
pub struct Metrics {
    /// By first digit of the status: 1xx to 5xx.
    answers: [AtomicU64; 5],
    /// By time taken; the last one is everything slower.
    times: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

impl Metrics {
    /// Notes one answer.
    pub fn count(&self, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        let ms = took.as_millis() as u64;
        let slot = BOUNDS
            .iter()
            .position(|bound| ms < *bound)
            .unwrap_or(BOUNDS.len());
        self.answers[class].fetch_add(1, Ordering::Relaxed);
        self.times[slot].fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(took.as_micros() as u64, Ordering::Relaxed);
    }

    /// The page of `/metrics`.
    pub fn text(&self) -> String {
        let mut out = String::from("# TYPE vigie_answers_total counter\n");
        for (class, count) in (1..).zip(&self.answers) {
            let _ = writeln!(
                out,
                "vigie_answers_total{{status=\"{class}xx\"}} {}",
                count.load(Ordering::Relaxed)
            );
        }
        out.push_str("# TYPE vigie_answer_seconds histogram\n");
        let mut sum = 0;
        for (slot, count) in self.times.iter().enumerate() {
            sum += count.load(Ordering::Relaxed);
            let bound = BOUNDS
                .get(slot)
                .map_or("+Inf".to_owned(), |ms| (*ms as f64 / 1000.0).to_string());
            let _ = writeln!(out, "vigie_answer_seconds_bucket{{le=\"{bound}\"}} {sum}");
        }
        let seconds = self.micros.load(Ordering::Relaxed) as f64 / 1e6;
        let _ = writeln!(
            out,
            "vigie_answer_seconds_sum {seconds}\nvigie_answer_seconds_count {sum}"
        );
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_add_up_to_the_count() {
        let metrics = Metrics::default();
        metrics.count(StatusCode::OK, Duration::from_micros(300));
        metrics.count(StatusCode::NOT_FOUND, Duration::from_secs(3));
        let text = metrics.text();
        assert!(text.contains("vigie_answers_total{status=\"2xx\"} 1\n"), "{text}");
        assert!(
            text.contains("vigie_answer_seconds_bucket{le=\"0.001\"} 1\n"),
            "{text}"
        );
        assert!(
            text.contains("vigie_answer_seconds_bucket{le=\"+Inf\"} 2\n"),
            "{text}"
        );
        assert!(text.contains("vigie_answer_seconds_count 2\n"), "{text}");
    }
}
