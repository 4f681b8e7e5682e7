//! `vigie import` on the real files, and on what people bring instead: the whole program, on a database of its own.

use sqlx::{
    AssertSqlSafe, Column as _, Connection as _, Row as _, SqliteConnection, TypeInfo as _, ValueRef as _,
};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An empty house and a folder to work in.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), content).unwrap();
        name.to_owned()
    }

    /// Runs `vigie import …` on 15 January 2026.
    fn import(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(tests::program());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("VIGIE_"))
        {
            command.env_remove(name);
        }
        command
            .current_dir(self.folder.path())
            .env(
                "VIGIE_DATABASE_URL",
                format!("sqlite://{}", self.path("vigie.db").display()),
            )
            .env("VIGIE_CLOCK", "2026-01-15T09:00:00Z")
            .arg("import")
            .args(arguments)
            .output()
            .unwrap()
    }

    fn contracts(&self, file: &str) -> Told {
        Told::of(&self.import(&["contracts", file, "--as-of", "2026-01-15", "--lang", "en"]))
    }

    fn kbo(&self, source: &str) -> Told {
        Told::of(&self.import(&["kbo", source, "--lang", "en"]))
    }

    /// Rows of a query, their cells as text parted by a bar.
    fn rows(&self, sql: &str) -> Vec<String> {
        let url = format!("sqlite://{}", self.path("vigie.db").display());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let mut connection = SqliteConnection::connect(&url).await.unwrap();
            let rows = sqlx::query(AssertSqlSafe(sql.to_owned()))
                .fetch_all(&mut connection)
                .await
                .unwrap();
            rows.iter().map(cells).collect()
        })
    }

    /// All that an import may write, but for the list of runs and the instants, which differ from run to run.
    fn all(&self) -> Vec<String> {
        let tables = [
            "contract",
            "contract_event",
            "client",
            "client_identifier",
            "client_name",
            "client_word",
            "client_card",
            "client_member",
            "client_event",
            "member",
            "register_extract",
            "register_code",
            "register_enterprise",
            "register_establishment",
            "register_name",
            "register_address",
            "register_contact",
            "register_activity",
            "audit",
        ];
        tables
            .iter()
            .flat_map(|table| self.rows(&format!("SELECT * FROM {table} ORDER BY 1, 2, 3")))
            .map(|row| {
                let cells = row.split('|');
                let timeless = cells.map(|cell| {
                    if cell.starts_with("2026-01-15T09:") {
                        "now"
                    } else {
                        cell
                    }
                });
                timeless.collect::<Vec<_>>().join("|")
            })
            .collect()
    }

    fn is_empty(&self) -> bool {
        self.all().is_empty() && self.rows("SELECT * FROM import_run").is_empty()
    }
}

fn cells(row: &sqlx::sqlite::SqliteRow) -> String {
    let cell = |place: usize| {
        let kind = row.try_get_raw(place).unwrap();
        if kind.is_null() {
            return String::new();
        }
        match kind.type_info().name() {
            "INTEGER" => row.get::<i64, _>(place).to_string(),
            _ => row.get::<String, _>(place),
        }
    };
    row.columns()
        .iter()
        .map(|column| cell(column.ordinal()))
        .collect::<Vec<_>>()
        .join("|")
}

/// What the program said.
#[derive(Debug)]
struct Told {
    code: Option<i32>,
    out: String,
    error: String,
}

impl Told {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            error: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Ended with this code, having said all of these.
    #[track_caller]
    fn ended(self, code: i32, says: &[&str]) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        for text in says {
            assert!(
                self.out.contains(text) || self.error.contains(text),
                "{text:?} is not in {self:?}"
            );
        }
        self
    }

    /// Refused as a whole: one line, exit code 2.
    #[track_caller]
    fn refused(self, says: &[&str]) {
        let told = self.ended(2, says);
        assert_eq!(told.error.lines().count(), 1, "{told:?}");
        assert_eq!(told.out, "");
    }

    /// The rows of the table about this line of the file.
    fn remarks(&self, line: u32) -> Vec<Vec<&str>> {
        self.out
            .lines()
            .map(|row| {
                row.split("  ")
                    .map(str::trim)
                    .filter(|cell| !cell.is_empty())
                    .collect::<Vec<_>>()
            })
            .filter(|row| row.first() == Some(&line.to_string().as_str()))
            .collect()
    }
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

fn contracts() -> String {
    fs::read_to_string(data("contracts.csv")).unwrap()
}

fn header() -> String {
    contracts().lines().next().unwrap().to_owned()
}

/// The lines of the example whose reference ends so.
fn lines(ends: &[&str]) -> String {
    let all = contracts();
    let chosen = all.lines().filter(|line| {
        ends.iter()
            .any(|end| line.starts_with(&format!("CT-2025-000{end};")))
    });
    chosen.fold(header() + "\n", |text, line| text + line + "\n")
}

#[test]
fn every_line_of_the_example_has_its_expected_outcome() {
    let desk = Desk::new();
    let file = desk.write("contracts.csv", contracts());
    let told = desk
        .contracts(&file)
        .ended(1, &["14 lines read", "10 contracts added", "3 lines refused"]);

    // Reference, client, days after due when paid, state, counted, overdue on 15 January 2026.
    let expected = [
        "101|Halles du Quai ASBL|28|paid|1|0",
        "102|Halles du Quai ASBL|-3|paid|1|0",
        "103|Halles du Quai ASBL||open|1|1",
        "104|Rapid Courses SRL|105|paid|1|0",
        "105|Rapid Courses SRL|59|paid|1|0",
        "106|T.E.L.|47|paid|1|0",
        "107|T.E.L.||disputed|1|0",
        "108|Kaaien & Zonen BV|-1|paid|1|0",
        "109|Kaaien & Zonen BV|8|paid|0|0",
        "110|Kaaien & Zonen BV|-30|refunded|0|0",
    ];
    let found = desk.rows(
        "SELECT substr(c.reference, 12), k.name, CAST(julianday(c.paid_on) - julianday(c.due_on) AS INTEGER), c.state,
            c.counted, c.overdue FROM contract c JOIN client_card k USING (client_id) ORDER BY c.reference",
    );
    assert_eq!(found, expected);
    assert_eq!(
        desk.rows("SELECT due_on, agreed_due_on FROM contract WHERE reference LIKE '%105'"),
        ["2025-06-21|2025-08-20"],
        "an agreed term of 91 days is void: 30 days from receipt"
    );
    assert_eq!(
        desk.rows("SELECT r.reference, o.reference FROM contract r JOIN contract o ON o.id = r.amends_id AND o.amended_by_id = r.id"),
        ["CT-2025-000110|CT-2025-000109"]
    );
    assert_eq!(
        desk.rows(
            "SELECT wage_unit, units, wage_cents, price_cents FROM contract WHERE reference LIKE '%108'"
        ),
        ["project|100|125000|216500"]
    );
    assert_eq!(
        desk.rows("SELECT wage_unit, wage_cents FROM contract WHERE reference LIKE '%103'"),
        ["hour|1190"]
    );
    assert_eq!(
        desk.rows(
            "SELECT name, contracts, members, open_cents, overdue_cents FROM client_card ORDER BY client_id"
        ),
        [
            "Halles du Quai ASBL|3|3|198050|198050",
            "Rapid Courses SRL|2|2|0|0",
            "T.E.L.|2|2|84400|0",
            "Kaaien & Zonen BV|1|1|0|0",
        ]
    );
    assert_eq!(
        desk.rows("SELECT name FROM client_name WHERE client_id IN (1, 3) ORDER BY id"),
        [
            "Halles du Quai ASBL",
            "HALLES DU QUAI",
            "Les Halles du Quai (Liège)",
            "T.E.L.",
            "Théâtre des Écluses du Levant",
        ]
    );
    assert_eq!(told.remarks(7).len(), 1, "the repeated line 105 is reported");
    assert_eq!(told.remarks(13)[0][1..3], ["start_date", "31/02/2025"]);
    assert_eq!(told.remarks(14)[0][1..3], ["client_number", "0999.100.494"]);
    assert_eq!(told.remarks(15)[0][1..3], ["client_name", "Cantine des Gasthuis"]);
    assert_eq!(told.remarks(15)[1][1..3], ["wage_per_unit", "-95,00"]);
}

#[test]
fn the_same_file_again_changes_nothing() {
    let desk = Desk::new();
    let file = desk.write("contracts.csv", contracts());
    desk.contracts(&file).ended(1, &["10 contracts added"]);
    let before = desk.all();
    desk.contracts(&file)
        .ended(1, &["0 contracts added", "10 known already", "1 repeated"]);
    assert_eq!(desk.all(), before);
}

#[test]
fn refused_lines_are_mended_in_their_own_file_and_imported_again() {
    let desk = Desk::new();
    let file = desk.write("contracts.csv", contracts());
    desk.contracts(&file).ended(1, &["contracts.rejected.csv"]);

    let rejected = fs::read_to_string(desk.path("contracts.rejected.csv")).unwrap();
    assert_eq!(rejected.lines().count(), 4);
    assert!(rejected.starts_with(&(header() + ";reason\n")), "{rejected}");
    assert!(
        rejected.contains("start_date: The calendar has no such day."),
        "{rejected}"
    );
    let mended = rejected
        .replace("31/02/2025", "28/02/2025")
        .replace("0999.100.494", "0999.100.493")
        .replace(";;Cantine des Gasthuis", ";0999.100.691;Cantine des Gasthuis")
        .replace("-95,00", "95,00");
    let mended = desk.write("contracts.rejected.csv", mended);

    desk.contracts(&mended).ended(0, &["3 contracts added"]);
    assert_eq!(
        desk.rows("SELECT state, counted FROM contract WHERE reference LIKE '%113'"),
        ["draft|0"]
    );
    assert_eq!(
        desk.rows("SELECT contracts FROM client_card WHERE name = 'Cantine des Gasthuis'"),
        ["0"]
    );
}

#[test]
fn a_changed_line_updates_its_contract_and_says_so() {
    let desk = Desk::new();
    let first = desk.write("first.csv", lines(&["103"]));
    desk.contracts(&first).ended(0, &["1 contract added"]);
    let paid = lines(&["103"]).replace("01/08/2025;;open", "01/08/2025;03/08/2025;paid");
    let second = desk.write("second.csv", paid);
    desk.contracts(&second)
        .ended(0, &["1 contract changed", "the earlier version is kept"]);
    assert_eq!(
        desk.rows("SELECT open_cents, overdue_cents, paid_late_30 FROM client_card"),
        ["0|0|1"]
    );
    assert_eq!(desk.rows("SELECT kind FROM contract_event"), ["updated"]);
}

#[test]
fn a_refund_may_stand_before_the_line_that_it_takes_back() {
    let desk = Desk::new();
    let mut turned: Vec<String> = lines(&["109", "110"]).lines().map(str::to_owned).collect();
    turned[1..].reverse();
    let file = desk.write("turned.csv", turned.join("\r\n"));
    desk.contracts(&file).ended(0, &["2 contracts added"]);
    assert_eq!(desk.rows("SELECT counted FROM contract"), ["0", "0"]);
}

#[test]
fn an_amount_in_doubt_asks_unless_other_lines_say_how_the_column_is_written() {
    let doubt = lines(&["101"]).replace("1 026,00", "1.026");
    let desk = Desk::new();
    desk.contracts(&desk.write("doubt.csv", &doubt))
        .ended(1, &["price_ex_vat", "Thousands or decimals?"]);
    let sure = doubt + lines(&["103"]).lines().nth(1).unwrap();
    desk.contracts(&desk.write("sure.csv", sure))
        .ended(0, &["2 contracts added"]);
    assert_eq!(
        desk.rows("SELECT price_cents FROM contract WHERE reference LIKE '%101'"),
        ["102600"]
    );
}

#[test]
fn every_encoding_gives_the_same_ledger_and_a_converted_one_is_told() {
    let text = contracts();
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let wide = |bytes: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
        format!("{mark}{text}").encode_utf16().flat_map(bytes).collect()
    };
    let plain = Desk::new();
    plain
        .contracts(&plain.write("contracts.csv", &text))
        .ended(1, &[]);
    for (bytes, says) in [
        ([b"\xef\xbb\xbf", text.as_bytes()].concat(), ""),
        (latin, "Latin-1"),
        (wide(u16::to_le_bytes, "\u{feff}"), "UTF-16"),
        (wide(u16::to_be_bytes, "\u{feff}"), "UTF-16"),
        (wide(u16::to_le_bytes, ""), "UTF-16"),
    ] {
        let desk = Desk::new();
        let told = desk
            .contracts(&desk.write("contracts.csv", bytes))
            .ended(1, &[says]);
        assert_eq!(told.out.contains("converted"), !says.is_empty(), "{told:?}");
        assert_eq!(desk.all(), plain.all(), "{says}");
    }
}

#[test]
fn a_file_that_is_no_table_is_refused_with_the_reason_and_nothing_is_written() {
    let desk = Desk::new();
    let open = lines(&["101"]).replace("graphiste", "\"graphiste");
    let short = contracts().replace("amends", "").replace("member_ref", "member");
    for (content, says) in [
        (Vec::new(), "is empty"),
        (b"  \r\n\r\n".to_vec(), "is empty"),
        (b"PK\x03\x04\x14\x00".to_vec(), "zip archive or a spreadsheet"),
        (b"%PDF-1.7\n".to_vec(), "not text"),
        (b"contract_ref;\x00\x01\x02".to_vec(), "not text"),
        (open.into_bytes(), "quotation mark opened on line 2"),
        (short.into_bytes(), "member_ref, amends"),
        (contracts().replace(';', ",").into_bytes(), "contract_ref"),
    ] {
        desk.contracts(&desk.write("wrong.csv", content)).refused(&[
            "wrong.csv",
            says,
            "Nothing was changed.",
        ]);
    }
    desk.contracts("nowhere.csv")
        .refused(&["nowhere.csv", "no such file"]);
    assert!(desk.is_empty());
}

#[test]
fn a_line_with_too_few_cells_is_refused_alone() {
    let desk = Desk::new();
    let text = lines(&["101"]) + "CT-1;0999.100.196;Halles\n" + lines(&["102"]).lines().nth(1).unwrap();
    desk.contracts(&desk.write("some.csv", text))
        .ended(1, &["2 contracts added", "3 cells", "has 17"]);
}

/// An extract as files by name.
type Files = Vec<(String, String)>;

fn full() -> Files {
    let names = [
        "meta",
        "code",
        "enterprise",
        "establishment",
        "denomination",
        "address",
        "contact",
        "activity",
        "branch",
    ];
    names
        .iter()
        .map(|name| {
            (
                format!("{name}.csv"),
                fs::read_to_string(data("kbo").join(format!("{name}.csv"))).unwrap(),
            )
        })
        .collect()
}

fn change(files: &mut Files, name: &str, with: impl FnOnce(&str) -> String) {
    let file = files.iter_mut().find(|(file, _)| file == name).unwrap();
    file.1 = with(&file.1);
}

/// The day after: 0200.065.765 has a new name, 0200.068.636 is gone.
fn update() -> Files {
    let full = full();
    let of = |name: &str| full.iter().find(|(file, _)| file == name).unwrap().1.clone();
    let head = |name: &str| of(name).lines().next().unwrap().to_owned() + "\n";
    let mut files = vec![
        (
            "meta.csv".to_owned(),
            of("meta.csv")
                .replace("full", "update")
                .replace("136", "137")
                .replace("30-05", "31-05"),
        ),
        ("code.csv".to_owned(), of("code.csv")),
    ];
    let gone = "\"0200.065.765\"\n\"0200.068.636\"\n";
    for (name, key) in [
        ("enterprise", "EnterpriseNumber"),
        ("establishment", "EstablishmentNumber"),
    ] {
        files.push((format!("{name}_delete.csv"), format!("\"{key}\"\n")));
        files.push((format!("{name}_insert.csv"), head(&format!("{name}.csv"))));
    }
    for name in ["denomination", "address", "contact", "activity"] {
        files.push((format!("{name}_delete.csv"), format!("\"EntityNumber\"\n{gone}")));
        files.push((format!("{name}_insert.csv"), head(&format!("{name}.csv"))));
    }
    change(&mut files, "enterprise_delete.csv", |text| text.to_owned() + gone);
    change(&mut files, "enterprise_insert.csv", |text| {
        text.to_owned() + "\"0200.065.765\",\"AC\",\"000\",\"2\",\"416\",,09-08-1960\n"
    });
    change(&mut files, "denomination_insert.csv", |text| {
        text.to_owned() + "\"0200.065.765\",\"2\",\"001\",\"Veneco nieuw\"\n"
    });
    files
}

fn pack(files: &Files) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut zip = zip::ZipWriter::new(&mut bytes);
    for (name, text) in files {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    bytes.into_inner()
}

fn unpack(files: &Files, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for (name, text) in files {
        File::create(folder.join(name))
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
    }
}

#[test]
fn the_register_is_read_from_a_folder_or_a_zip_and_the_same_extract_again_changes_nothing() {
    let (folder, zip) = (Desk::new(), Desk::new());
    folder
        .kbo(data("kbo").to_str().unwrap())
        .ended(0, &["extract 136", "100 lines read"]);
    let file = zip.write("KboOpenData_0136_Full.zip", pack(&full()));
    zip.kbo(&file).ended(0, &["loaded"]);
    assert_eq!(zip.all(), folder.all());

    assert_eq!(
        folder.rows(
            "SELECT number, situation, form, started_on FROM register_enterprise ORDER BY number LIMIT 1"
        ),
        ["0200065765|000|416|1960-08-09"]
    );
    assert_eq!(
        folder.rows("SELECT activity_group, nace_version, nace_code FROM register_activity WHERE entity_number = '0200065765'"),
        ["001|2025|68121", "006|2025|84130"],
        "main activities of the newest version only"
    );
    assert_eq!(folder.rows("SELECT COUNT(*) FROM register_name"), ["13"]);

    let before = zip.all();
    zip.kbo(&file).ended(0, &["loaded already, nothing to do"]);
    assert_eq!(zip.all(), before);
}

#[test]
fn an_update_zip_replaces_what_it_names() {
    let desk = Desk::new();
    let before = desk.write("early.zip", pack(&update()));
    desk.kbo(&before)
        .refused(&["Load that one first", "Nothing was changed."]);
    desk.kbo(&desk.write("full.zip", pack(&full()))).ended(0, &[]);
    desk.kbo(&desk.write("update.zip", pack(&update())))
        .ended(0, &["May 2025", "extract 137"]);

    assert_eq!(
        desk.rows("SELECT name FROM register_name WHERE entity_number = '0200065765'"),
        ["Veneco nieuw"]
    );
    assert_eq!(
        desk.rows(
            "SELECT number, seen_in FROM register_enterprise WHERE number < '0200100000' ORDER BY number"
        ),
        ["0200065765|137", "0200068636|0"]
    );
    assert_eq!(
        desk.rows("SELECT COUNT(*) FROM register_name WHERE entity_number > '0200100000'"),
        ["10"]
    );
    desk.kbo("full.zip")
        .refused(&["A newer extract is already loaded: number 137"]);
}

#[test]
fn an_import_that_was_interrupted_goes_on_where_it_stopped() {
    let desk = Desk::new();
    let mut broken = full();
    change(&mut broken, "contact.csv", |text| {
        text.replace("info@isbw.be\"", "info@isbw.be")
    });
    unpack(&broken, &desk.path("kbo"));
    desk.kbo("kbo")
        .ended(2, &["contact.csv", "never closed", "goes on where it stopped"]);
    assert_eq!(desk.rows("SELECT COUNT(*) FROM register_enterprise"), ["8"]);
    assert_eq!(
        desk.rows("SELECT COUNT(*) FROM register_extract WHERE finished_at IS NULL"),
        ["1"]
    );

    unpack(&full(), &desk.path("kbo"));
    desk.kbo("kbo").ended(0, &["had been interrupted", "loaded"]);
    let fresh = Desk::new();
    fresh.kbo(data("kbo").to_str().unwrap()).ended(0, &[]);
    assert_eq!(desk.all(), fresh.all());
}

#[test]
fn a_wrong_line_of_the_register_is_told_with_its_file_line_and_column() {
    let desk = Desk::new();
    let mut files = full();
    change(&mut files, "enterprise.csv", |text| {
        text.replace("16-02-1923", "31-02-1923")
    });
    change(&mut files, "denomination.csv", |text| {
        text.replace("\"0200.171.970\"", "\"0200.171.971\"")
    });
    desk.kbo(&desk.write("full.zip", pack(&files))).ended(
        1,
        &[
            "enterprise.csv",
            "StartDate",
            "31-02-1923",
            "EntityNumber",
            "0200.171.971",
            "2 lines refused",
            "full.rejected",
        ],
    );
    let rejected = fs::read_to_string(desk.path("full.rejected/enterprise.rejected.csv")).unwrap();
    assert!(
        rejected.starts_with(
            "EnterpriseNumber,Status,JuridicalSituation,TypeOfEnterprise,JuridicalForm,JuridicalFormCAC,StartDate,\
             line,column,reason\n0200.068.636,AC,"
        ),
        "{rejected}"
    );
    assert!(
        rejected.contains(",31-02-1923,3,StartDate,The calendar has no such day.\n"),
        "{rejected}"
    );
    assert_eq!(rejected.lines().count(), 2);
    assert_eq!(desk.rows("SELECT COUNT(*) FROM register_enterprise"), ["7"]);
}

#[test]
fn what_is_no_extract_is_refused_and_nothing_is_written() {
    let desk = Desk::new();
    let whole = pack(&full());
    desk.kbo(&desk.write("text.zip", "not a zip"))
        .refused(&["not a whole zip", "Nothing was changed."]);
    desk.kbo(&desk.write("cut.zip", &whole[..whole.len() / 2]))
        .refused(&["not a whole zip"]);

    let mut damaged = whole.clone();
    let middle = damaged.len() / 3;
    for byte in &mut damaged[middle..middle + 8] {
        *byte ^= 0x55;
    }
    desk.kbo(&desk.write("damaged.zip", damaged))
        .refused(&["not a whole zip"]);

    let without = |name: &str| {
        full()
            .into_iter()
            .filter(|(file, _)| file != name)
            .collect::<Files>()
    };
    desk.kbo(&desk.write("part.zip", pack(&without("activity.csv"))))
        .refused(&["activity.csv is missing"]);
    desk.kbo(&desk.write("meta.zip", pack(&without("meta.csv"))))
        .refused(&["meta.csv is missing"]);
    let mut columns = full();
    change(&mut columns, "address.csv", |text| {
        text.replace("Zipcode", "Postcode")
    });
    desk.kbo(&desk.write("columns.zip", pack(&columns)))
        .refused(&["address.csv", "Zipcode is missing"]);
    let mut meta = full();
    change(&mut meta, "meta.csv", |text| text.replace("30-05-2025", "soon"));
    desk.kbo(&desk.write("day.zip", pack(&meta)))
        .refused(&["SnapshotDate"]);
    desk.kbo("nowhere").refused(&["no such file or folder"]);
    assert!(desk.is_empty());
}

#[test]
fn clients_learn_what_the_register_says_of_them_and_new_ones_are_filled_from_it() {
    let desk = Desk::new();
    let known = Desk::new();
    let mut files = full();
    // An invented enterprise among the real bodies of the example.
    change(&mut files, "enterprise.csv", |text| {
        text.to_owned() + "\"0999.100.295\",\"AC\",\"050\",\"2\",\"610\",,01-02-2015\n"
    });
    change(&mut files, "code.csv", |text| {
        text.to_owned() + "\"JuridicalSituation\",\"050\",\"FR\",\"Ouverture de faillite\"\n"
    });
    change(&mut files, "address.csv", |text| {
        text.to_owned()
            + "\"0999.100.295\",\"REGO\",,,\"4000\",\"Luik\",\"Liège\",\"Havenstraat\",\"Rue du Port\",\"1\",\"\",\"\",\n"
    });
    change(&mut files, "activity.csv", |text| {
        text.to_owned() + "\"0999.100.295\",\"001\",\"2025\",\"53200\",\"MAIN\"\n"
    });
    let state = "SELECT register_state, register_as_of, sector, region FROM client ORDER BY id";

    desk.contracts(&desk.write("contracts.csv", lines(&["101", "104"])))
        .ended(0, &[]);
    desk.kbo(&desk.write("full.zip", pack(&files))).ended(0, &[]);
    assert_eq!(
        desk.rows(state),
        [
            "unknown|2025-05-30|other|unknown",
            "bankrupt|2025-05-30|other|unknown"
        ],
        "proposed, never overwritten"
    );

    known.kbo(&known.write("full.zip", pack(&files))).ended(0, &[]);
    known
        .contracts(&known.write("contracts.csv", lines(&["101", "104"])))
        .ended(0, &[]);
    assert_eq!(
        known.rows(state),
        [
            "unknown|2025-05-30|other|unknown",
            "bankrupt|2025-05-30|transport|wallonia"
        ]
    );
}
