//! The four languages of Vigie.

words! {
    /// A language of the interface; French is the source and the default.
    Lang { Fr = "fr", Nl = "nl", En = "en", De = "de" }
}
