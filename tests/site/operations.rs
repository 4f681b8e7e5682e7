//! What wrong settings get: one clear line with how to mend it, exit code 2, and no backtrace; and the operator's commands.

use crate::house::{House, out};
use std::fs;
use std::net::TcpListener;
use std::process::{Command, Output};

/// Runs the program in an empty folder with these settings and nothing of the tester's.
fn vigie(settings: &[(&str, &str)], arguments: &[&str]) -> (tempfile::TempDir, Output) {
    let folder = tempfile::tempdir().unwrap();
    let output = vigie_in(folder.path(), settings, arguments);
    (folder, output)
}

fn vigie_in(folder: &std::path::Path, settings: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = Command::new(tests::program());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("VIGIE_")) {
        command.env_remove(name);
    }
    command
        .env("VIGIE_ADDR", "127.0.0.1:0")
        .env("RUST_BACKTRACE", "1");
    command
        .current_dir(folder)
        .envs(settings.iter().copied())
        .args(arguments)
        .output()
        .unwrap()
}

/// One line that names these, and exit code 2.
fn assert_one_line(output: &Output, words: &[&str]) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
    for word in words {
        assert!(error.contains(word), "{word:?} is not in {error}");
    }
}

#[test]
fn a_port_in_use_is_one_line_with_the_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let (_folder, output) = vigie(&[("VIGIE_ADDR", &addr)], &["serve"]);
    assert_one_line(&output, &["cannot listen", &addr, "--addr"]);
}

#[test]
fn settings_that_cannot_be_read_are_one_line_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    for (text, word) in [
        ("addr = [", "vigie.toml"),
        ("adress = \"127.0.0.1:0\"", "adress"),
        ("addr = 3000", "addr"),
    ] {
        fs::write(folder.path().join("vigie.toml"), text).unwrap();
        let output = vigie_in(
            folder.path(),
            &[("VIGIE_DATABASE_URL", "sqlite://x.db")],
            &["migrate"],
        );
        // The environment wins over the file, but an unreadable file is told all the same.
        if word == "addr" {
            continue;
        }
        assert_one_line(&output, &[word]);
    }
    for (name, value) in [
        ("VIGIE_ADDR", "here"),
        ("VIGIE_PUBLIC_URL", "vigie.example"),
        ("VIGIE_DATABASE_URL", "mysql://x"),
    ] {
        let (_folder, output) = vigie(&[(name, value)], &["serve"]);
        assert_one_line(&output, &[name]);
    }
}

#[test]
fn flags_win_over_the_environment_and_the_environment_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("vigie.toml"),
        "database_url = \"sqlite://from-file.db\"\n",
    )
    .unwrap();
    let made = |name: &str| folder.path().join(name).exists();

    out(&vigie_in(folder.path(), &[], &["migrate"]));
    assert!(made("from-file.db"));
    let environment = [("VIGIE_DATABASE_URL", "sqlite://from-environment.db")];
    out(&vigie_in(folder.path(), &environment, &["migrate"]));
    assert!(made("from-environment.db"));
    out(&vigie_in(
        folder.path(),
        &environment,
        &["migrate", "--database-url", "sqlite://from-flag.db"],
    ));
    assert!(made("from-flag.db"));
}

#[test]
fn a_database_that_cannot_be_opened_is_one_line_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("taken"), "a file, not a folder").unwrap();
    let output = vigie_in(
        folder.path(),
        &[("VIGIE_DATABASE_URL", "sqlite://taken/vigie.db")],
        &["serve"],
    );
    assert_one_line(&output, &["taken/vigie.db"]);
    fs::write(
        folder.path().join("text.db"),
        "this is not a database, it only looks like a file".repeat(100),
    )
    .unwrap();
    let output = vigie_in(
        folder.path(),
        &[("VIGIE_DATABASE_URL", "sqlite://text.db")],
        &["serve"],
    );
    assert_one_line(&output, &["text.db"]);
    let nowhere = [(
        "VIGIE_DATABASE_URL",
        "postgres://nobody:secret-word@127.0.0.1:1/none",
    )];
    let output = vigie_in(folder.path(), &nowhere, &["serve"]);
    assert_one_line(&output, &["PostgreSQL"]);
    assert!(!String::from_utf8_lossy(&output.stderr).contains("secret-word"));
}

#[test]
fn a_database_of_a_newer_program_is_left_alone_with_one_line() {
    let (folder, output) = vigie(&[], &["migrate"]);
    out(&output);
    let file = folder.path().join("data/vigie.db");
    sqlite(
        &file,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 0)",
    );
    let output = vigie_in(folder.path(), &[], &["serve"]);
    assert_one_line(&output, &["9999", "newer vigie"]);
}

#[test]
fn a_backup_made_beside_the_server_is_restored_only_when_it_has_stopped() {
    let house = House::of(&["member"]);
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    let copy = copy.to_str().unwrap();

    let text = out(&house.site.run(&["backup", copy]));
    assert!(text.contains("read through and whole"), "{text}");
    assert_one_line(&house.site.run(&["backup", copy]), &["exists already"]);
    assert_one_line(
        &house.site.run(&["restore", copy]),
        &["a server runs", "stop it first"],
    );

    let elsewhere = [("VIGIE_DATABASE_URL", "sqlite://restored/vigie.db")];
    out(&vigie_in(folder.path(), &elsewhere, &["restore", copy]));
    let people = out(&vigie_in(folder.path(), &elsewhere, &["user", "list"]));
    assert!(people.contains("member@demo.example"), "{people}");
}

#[test]
fn what_is_no_backup_is_not_restored() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.txt"), "dear cooperative").unwrap();
    let output = vigie_in(folder.path(), &[], &["restore", "letter.txt"]);
    assert_one_line(&output, &["letter.txt", "not a database of vigie"]);
    assert!(!folder.path().join("data/vigie.db").exists());
}

#[test]
fn the_doctor_says_what_is_wrong_and_how_to_mend_it() {
    let (_folder, output) = vigie(&[("VIGIE_ADDR", "somewhere")], &["doctor"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("WRONG") && text.contains("VIGIE_ADDR") && text.contains("mend:"),
        "{text}"
    );

    let (folder, output) = vigie(&[], &["migrate"]);
    out(&output);
    let output = vigie_in(folder.path(), &[], &["doctor"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.contains("nobody has an account") && text.contains("vigie user add"),
        "{text}"
    );
}

#[test]
fn every_command_explains_itself() {
    let commands = [
        "serve",
        "migrate",
        "demo",
        "import",
        "export",
        "user",
        "audit",
        "aggregates",
        "backup",
        "restore",
        "doctor",
    ];
    for command in commands {
        let (_folder, output) = vigie(&[], &[command, "--help"]);
        assert!(out(&output).contains("Usage: vigie"), "{command}");
    }
}

#[test]
fn the_log_is_exported_line_by_line_and_the_export_stands_in_it() {
    let house = House::of(&["member"]);
    let lines = out(&house.site.run(&["export", "audit"]));
    assert!(
        lines
            .lines()
            .next()
            .unwrap()
            .contains("\"action\":\"add_person\""),
        "{lines}"
    );
    assert!(!lines.contains("demo.example"), "no address of a person: {lines}");
    let again = out(&house.site.run(&["export", "audit"]));
    assert!(again.contains("\"action\":\"export\""), "{again}");
    let trends = out(&house.site.run(&["export", "trends"]));
    assert_eq!(trends.lines().next(), Some("measure,split,month,cell,count"));
}

#[test]
fn a_log_that_was_changed_from_outside_is_found_out() {
    let house = House::of(&["member"]);
    std::thread::sleep(std::time::Duration::from_millis(2500));
    out(&house.site.run(&["audit", "verify"]));
    let file = house
        .site
        .database_url()
        .trim_start_matches("sqlite://")
        .to_owned();
    sqlite(
        std::path::Path::new(&file),
        "UPDATE audit SET object = 'person 99' WHERE action = 'add_person'",
    );
    let output = house.site.run(&["audit", "verify"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("BROKEN at seal 1"), "{text}");
}

/// Puts the database into a state that the program never makes.
fn sqlite(file: &std::path::Path, statement: &'static str) {
    use sqlx::{ConnectOptions as _, Connection as _};
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut connection = sqlx::sqlite::SqliteConnectOptions::new()
            .filename(file)
            .connect()
            .await
            .unwrap();
        sqlx::query(statement).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}
