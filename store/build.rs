//! New migrations and reference data are embedded, so the crate is built again when one changes.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    println!("cargo:rerun-if-changed=reference");
}
