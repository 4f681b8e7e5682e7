//! What is wrong in a form: one finished sentence a field, in the order of the form.

/// Field name to sentence, in the order of adding; the first sentence of a field stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Errors(Vec<(String, String)>);

impl Errors {
    /// No error.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Notes what is wrong with a field, in the reader's language.
    pub fn add(&mut self, field: impl Into<String>, sentence: impl Into<String>) {
        let field = field.into();
        if self.get(&field).is_none() {
            self.0.push((field, sentence.into()));
        }
    }

    /// The same, for building one in an expression.
    pub fn with(mut self, field: impl Into<String>, sentence: impl Into<String>) -> Self {
        self.add(field, sentence);
        self
    }

    /// What is wrong with this field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, sentence)| sentence.as_str())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Field and sentence, in the order of the form.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(field, sentence)| (field.as_str(), sentence.as_str()))
    }
}
