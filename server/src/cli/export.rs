//! `vigie export`: what is kept, as files for other programs.

use super::open_existing;
use crate::config::Settings;
use anyhow::Result;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {}

pub async fn run(settings: &Settings, _: Args) -> Result<ExitCode> {
    open_existing(settings).await?.close().await;
    Ok(ExitCode::SUCCESS)
}
