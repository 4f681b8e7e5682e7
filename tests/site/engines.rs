//! The same house on SQLite and on PostgreSQL.

use tests::{Engine, Site};

#[test]
fn the_demo_house_answers_the_same_on_both_databases() {
    let pages = [
        "/clients?q=rapid",
        "/issues",
        "/stances",
        "/reports",
        "/approvals",
    ];
    let answers = Engine::BOTH.map(|engine| {
        let site = Site::demo_on(engine);
        let counsellor = site.sign_in("conseil@demo.example");
        pages.map(|path| {
            let page = counsellor.get(path);
            page.assert_status(200);
            (page.title(), page.text("main"))
        })
    });

    let [sqlite, postgres] = answers;
    for (place, path) in pages.iter().enumerate() {
        assert_eq!(sqlite[place], postgres[place], "{path}");
    }
}
