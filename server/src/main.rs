//! The program vigie: serves the pages, and the commands of whoever operates it.
//!
//! `cli` holds the commands, `config` the settings, `routes` every address on one screen, `pages` one handler file for
//! each action, `middleware` what stands around them, `jobs` what runs by itself, `mail` how mails leave the house, `import` and `demo` how data comes in.

mod api;
mod app_state;
mod assets;
mod check;
mod cli;
mod clock;
mod config;
mod demo;
mod document;
mod error;
mod form;
mod import;
mod jobs;
mod lookups;
mod mail;
mod middleware;
mod pages;
mod password;
mod recommendation;
mod render;
mod route;
mod routes;
mod session;
mod telemetry;
mod upload;
mod visit;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match cli::run().await {
        Ok(code) => code,
        Err(error) => {
            // One line, whatever the cause had to say: what is wrong and how to mend it.
            let line = format!("{error:#}")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            eprintln!("vigie: {line}");
            ExitCode::from(2)
        }
    }
}
