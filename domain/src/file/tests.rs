//! Each kind that is taken, and each way to hide another one in it.

use super::*;
use proptest::prelude::*;

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut out = (data.len() as u32).to_be_bytes().to_vec();
    out.extend_from_slice(name);
    out.extend_from_slice(data);
    out.extend_from_slice(&[0; 4]);
    out
}

fn png() -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    out.extend(chunk(b"IHDR", &[0; 13]));
    out.extend(chunk(b"IDAT", b"some data"));
    out.extend(chunk(b"IEND", b""));
    out
}

fn jpeg() -> Vec<u8> {
    let mut out = b"\xFF\xD8".to_vec();
    out.extend_from_slice(b"\xFF\xE0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    out.extend_from_slice(b"\xFF\xDA\x00\x03\x01data\xFF\x00more\xFF\xD0more\xFF\xD9");
    out
}

fn webp() -> Vec<u8> {
    let mut out = b"RIFF".to_vec();
    out.extend_from_slice(&16_u32.to_le_bytes());
    out.extend_from_slice(b"WEBPVP8 \x04\0\0\0data");
    out
}

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\nstartxref\n9\n%%EOF\n";
const MAIL: &[u8] = b"Received: by mx.example;\r\n\tFri, 9 Jan 2026\r\nFrom: Orga <a@demo.example>\r\nDate: Fri, 9 Jan 2026 10:00:00 +0100\r\n\r\n<html>Bonjour</html>";

#[test]
fn each_kind_is_known_by_its_content() {
    assert_eq!(recognise(PDF), Ok(Media::Pdf));
    assert_eq!(recognise(&png()), Ok(Media::Png));
    assert_eq!(recognise(&jpeg()), Ok(Media::Jpeg));
    assert_eq!(recognise(&webp()), Ok(Media::Webp));
    assert_eq!(recognise(MAIL), Ok(Media::Mail));
    assert_eq!(recognise("Payé 11,90 € l'heure\n".as_bytes()), Ok(Media::Text));
    assert_eq!(recognise(b"Pay\xE9 11,90 \x80 l\x92heure"), Ok(Media::Text));
    assert_eq!(recognise("\u{FEFF}avec marque".as_bytes()), Ok(Media::Text));
    assert_eq!(recognise(b"a < b, <a@b.example> a dit"), Ok(Media::Text));
}

#[test]
fn what_is_refused_is_refused_by_its_own_reason() {
    let cases: [(&[u8], FileRefused); 20] = [
        (b"", FileRefused::Empty),
        (b"PK\x03\x04\x14\0secret.txt", FileRefused::Archive),
        (b"PK\x03\x04\x14\0[Content_Types].xml", FileRefused::Office),
        (
            b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text",
            FileRefused::Office,
        ),
        (b"Rar!\x1a\x07\0", FileRefused::Archive),
        (b"\x1F\x8B\x08", FileRefused::Archive),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", FileRefused::Office),
        (b"{\\rtf1 bonjour}", FileRefused::Office),
        (b"MZ\x90\0\x03", FileRefused::Program),
        (b"\x7FELF\x02", FileRefused::Program),
        (b"#!/bin/sh\nrm -r /", FileRefused::Program),
        (b"  <!DOCTYPE html><p>", FileRefused::Markup),
        (b"<svg xmlns='x'/>", FileRefused::Markup),
        (b"<?xml version='1.0'?><svg/>", FileRefused::Markup),
        (b"bonjour <ScRipt>alert(1)</script>", FileRefused::Markup),
        (b"GIF89a=1;", FileRefused::Unknown),
        (b"bin\0ary", FileRefused::Unknown),
        (b"\xFF\xFEa\0b\0", FileRefused::Unknown),
        (b"%PDF-1.7 cut off", FileRefused::Damaged),
        (b"\xFF\xD8\xFF\xE0\x00", FileRefused::Damaged),
    ];
    for (content, reason) in cases {
        assert_eq!(
            recognise(content),
            Err(reason),
            "{:?}",
            String::from_utf8_lossy(content)
        );
    }
    assert_eq!(recognise(&vec![b'a'; MAX_FILE + 1]), Err(FileRefused::TooLarge));
    assert_eq!(recognise(&vec![b'a'; MAX_FILE]), Ok(Media::Text));
}

#[test]
fn nothing_hides_behind_a_picture_or_a_document() {
    let zip = b"PK\x03\x04hidden PK\x05\x06\0\0\0\0";
    for (mut content, cut) in [(png(), 3), (jpeg(), 2), (webp(), 4), (PDF.to_vec(), 7)] {
        let whole = content.clone();
        content.extend_from_slice(zip);
        assert_eq!(recognise(&content), Err(FileRefused::TwoInOne));
        let mut page = whole.clone();
        page.extend_from_slice(b"<html><script>1</script>");
        assert_eq!(recognise(&page), Err(FileRefused::TwoInOne));
        assert_eq!(recognise(&whole[..whole.len() - cut]), Err(FileRefused::Damaged));
    }
    let mut both = b"\x89PNG\r\n\x1a\n".to_vec();
    both.extend(chunk(b"IHDR", &[0; 13]));
    both.extend(chunk(b"tEXt", b"%PDF-1.7"));
    both.extend(chunk(b"IEND", b""));
    assert_eq!(recognise(&both), Err(FileRefused::TwoInOne));
}

#[test]
fn a_telephone_s_second_picture_is_no_second_file() {
    let mut two = jpeg();
    two.extend(jpeg());
    assert_eq!(recognise(&two), Ok(Media::Jpeg));
}

#[test]
fn a_mail_has_a_sender_and_a_date() {
    assert_eq!(
        recognise(b"From: a@b.example\nDate: today\n\nBonjour"),
        Ok(Media::Mail)
    );
    assert_eq!(recognise(b"Subject: x\nDate: today\n\nBonjour"), Ok(Media::Text));
    assert_eq!(recognise(b"Note: payer\nen retard"), Ok(Media::Text));
}

#[test]
fn names_lose_paths_tricks_and_wrong_endings() {
    let cases = [
        ("C:\\Users\\a\\facture.PDF", Media::Pdf, "facture.pdf"),
        ("../../etc/passwd", Media::Text, "passwd.txt"),
        ("photo\u{202E}gpj.exe", Media::Jpeg, "photogpj.exe.jpg"),
        ("Relevé n° 3 \"juin\".csv", Media::Text, "Relevé n 3 juin.csv"),
        ("", Media::Mail, "vigie.eml"),
        ("...", Media::Png, "vigie.png"),
        ("CON", Media::Text, "vigie-CON.txt"),
        ("a\r\nSet-Cookie: x", Media::Text, "a Set-Cookie x.txt"),
    ];
    for (given, media, expected) in cases {
        assert_eq!(safe_name(given, media), expected);
    }
    assert_eq!(
        safe_name(&"é".repeat(1_000_000), Media::Pdf).chars().count(),
        MAX_NAME
    );
}

proptest! {
    #[test]
    fn no_bytes_upset_the_recognition(content in proptest::collection::vec(any::<u8>(), 0..400), begin in 0..5_usize) {
        let begins: [&[u8]; 5] = [b"", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xFF\xD8\xFF", b"RIFF\x10\0\0\0WEBPVP8 "];
        let mut whole = begins[begin].to_vec();
        whole.extend(content);
        let _ = recognise(&whole);
    }

    #[test]
    fn a_safe_name_is_safe(name in ".{0,200}") {
        for media in Media::ALL {
            let safe = safe_name(&name, *media);
            prop_assert!(safe.chars().count() <= MAX_NAME);
            prop_assert!(!safe.contains(['/', '\\', '"', '\r', '\n', '\0', ':']));
            prop_assert!(!safe.starts_with('.'));
            prop_assert_eq!(safe_name(&safe, *media), safe);
        }
    }
}
