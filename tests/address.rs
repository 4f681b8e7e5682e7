//! Addresses: what a link means on a page, and how fields are written into one.

/// The path and query that `target` means on the page at `here` (both without scheme and host).
pub fn resolve(here: &str, target: &str) -> String {
    let target = target.split('#').next().unwrap_or_default();
    let path = here.split('?').next().unwrap_or_default();
    let target = match target.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| rest.split_at(slash).1),
        None => target,
    };
    if target.is_empty() {
        here.to_owned()
    } else if target.starts_with('/') {
        target.to_owned()
    } else if target.starts_with('?') {
        format!("{path}{target}")
    } else {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{folder}/{target}")
    }
}

/// Fields as a form sends them: `name=value&…`, spaces as `+`.
pub fn encode(fields: &[(String, String)]) -> String {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect();
    pairs.join("&")
}

fn escape(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => out.extend(['%', hex(byte >> 4), hex(byte & 15)]),
        }
    }
    out
}

fn hex(half: u8) -> char {
    char::from_digit(u32::from(half), 16)
        .unwrap_or('0')
        .to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_from_the_page_it_stands_on() {
        assert_eq!(resolve("/clients?q=a", "?q=b"), "/clients?q=b");
        assert_eq!(resolve("/clients/12", "13/edit"), "/clients/13/edit");
        assert_eq!(resolve("/clients/12", "/issues#form"), "/issues");
        assert_eq!(resolve("/clients?q=a", ""), "/clients?q=a");
        assert_eq!(resolve("/a", "http://127.0.0.1:3000/b?c=d"), "/b?c=d");
    }

    #[test]
    fn fields_are_written_as_a_browser_does() {
        let fields = [
            ("q".to_owned(), "théâtre & co".to_owned()),
            ("page".to_owned(), String::new()),
        ];
        assert_eq!(encode(&fields), "q=th%C3%A9%C3%A2tre+%26+co&page=");
    }
}
