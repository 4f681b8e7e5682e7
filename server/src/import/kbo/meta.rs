//! What an extract says of itself, in `meta.csv`.

use super::super::Refusal;
use super::super::text::{self, Table};
use super::files::day;
use csv::StringRecord;
use std::io::Read;
use store::register::{ExtractKind, Meta};

/// The file that every extract has.
pub const FILE: &str = "meta.csv";

/// Reads it.
pub fn read(mut table: Table<&mut dyn Read>) -> Result<Meta, Refusal> {
    let (mut number, mut kind, mut snapshot_on) = (None, None, None);
    let mut record = StringRecord::new();
    while table.read_record(&mut record).map_err(text::stopped)? {
        let value = record.get(1).unwrap_or_default().trim();
        match record.get(0).unwrap_or_default().trim() {
            "ExtractNumber" => number = value.parse().ok().filter(|number| *number > 0),
            "ExtractType" => {
                kind = match value.to_lowercase().as_str() {
                    "full" => Some(ExtractKind::Full),
                    "update" => Some(ExtractKind::Update),
                    _ => None,
                }
            }
            "SnapshotDate" => snapshot_on = day(value).ok(),
            _ => {}
        }
    }
    Ok(Meta {
        number: number.ok_or(Refusal::BadMeta("ExtractNumber"))?,
        kind: kind.ok_or(Refusal::BadMeta("ExtractType"))?,
        snapshot_on: snapshot_on.ok_or(Refusal::BadMeta("SnapshotDate"))?,
    })
}
