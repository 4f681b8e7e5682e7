//! `vigie demo`: synthetic data with its storylines.

use crate::config::Settings;
use anyhow::{Result, bail};
use clap::ValueEnum;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    /// How much data
    #[arg(long, value_enum, default_value_t = Size::Small)]
    pub size: Size,
    /// The same number makes the same data
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Empty a database that holds demo data, and begin again
    #[arg(long)]
    pub reset: bool,
}

/// Clients, contracts and issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Size {
    /// 300 clients, 2,000 contracts, 150 issues
    Small,
    /// 28,000 clients, 1,000,000 contracts over 5 years, 20,000 issues
    Large,
    /// 1,000,000 clients, 10,000,000 contracts, 1,000,000 issues
    Huge,
}

/// Makes the data; refuses a database that holds anything else.
pub async fn run(_settings: &Settings, _args: Args) -> Result<ExitCode> {
    bail!("the demonstration is not in this program yet")
}
