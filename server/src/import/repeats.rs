//! Which lines of a file repeat a key of an earlier line, in constant memory: keys are sorted in pieces on disk.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// Keys held in memory at a time: 16 MB.
const PIECE: usize = 1_000_000;

/// Takes the key of each record in turn; a hash of it is enough, since the database has the last word.
#[derive(Default)]
pub struct Keys {
    piece: Vec<(u64, u64)>,
    sorted: Vec<File>,
    records: u64,
}

impl Keys {
    /// The key of the next record.
    pub fn push(&mut self, key: &str) -> io::Result<()> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        self.piece.push((hasher.finish(), self.records));
        self.records += 1;
        if self.piece.len() >= PIECE {
            self.spill()
        } else {
            Ok(())
        }
    }

    /// How many records have been seen.
    pub const fn records(&self) -> u64 {
        self.records
    }

    fn spill(&mut self) -> io::Result<()> {
        self.piece.sort_unstable();
        let mut out = BufWriter::new(tempfile::tempfile()?);
        for (hash, record) in self.piece.drain(..) {
            out.write_all(&hash.to_le_bytes())?;
            out.write_all(&record.to_le_bytes())?;
        }
        let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        self.sorted.push(file);
        Ok(())
    }

    /// One bit a record: set where the key stood on an earlier one.
    pub fn finish(mut self) -> io::Result<Repeats> {
        let mut repeats = Repeats {
            bits: vec![0; (self.records as usize).div_ceil(64)],
        };
        if self.sorted.is_empty() {
            self.piece.sort_unstable();
            repeats.mark(self.piece.into_iter().map(Ok))?;
            return Ok(repeats);
        }
        self.spill()?;
        let pieces = self.sorted.into_iter().map(BufReader::new).collect();
        repeats.mark(Merge::new(pieces)?)?;
        Ok(repeats)
    }
}

/// Whether a record repeats the key of an earlier one.
pub struct Repeats {
    bits: Vec<u64>,
}

impl Repeats {
    /// Records are numbered from 0 in the order in which their keys were pushed.
    pub fn is_repeat(&self, record: u64) -> bool {
        self.bits
            .get((record / 64) as usize)
            .is_some_and(|bits| bits >> (record % 64) & 1 == 1)
    }

    fn mark(&mut self, sorted: impl Iterator<Item = io::Result<(u64, u64)>>) -> io::Result<()> {
        let mut before = None;
        for entry in sorted {
            let (hash, record) = entry?;
            if before == Some(hash)
                && let Some(bits) = self.bits.get_mut((record / 64) as usize)
            {
                *bits |= 1 << (record % 64);
            }
            before = Some(hash);
        }
        Ok(())
    }
}

/// The sorted pieces as one sorted whole.
struct Merge {
    pieces: Vec<BufReader<File>>,
    next: BinaryHeap<Reverse<(u64, u64, usize)>>,
}

impl Merge {
    fn new(pieces: Vec<BufReader<File>>) -> io::Result<Self> {
        let mut merge = Self {
            next: BinaryHeap::new(),
            pieces,
        };
        for piece in 0..merge.pieces.len() {
            merge.pull(piece)?;
        }
        Ok(merge)
    }

    fn pull(&mut self, piece: usize) -> io::Result<()> {
        let mut bytes = [0; 16];
        let Some(file) = self.pieces.get_mut(piece) else {
            return Ok(());
        };
        match file.read_exact(&mut bytes) {
            Ok(()) => {
                let both = u128::from_le_bytes(bytes);
                self.next.push(Reverse((both as u64, (both >> 64) as u64, piece)));
                Ok(())
            }
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(()),
            Err(e) => Err(e),
        }
    }
}

impl Iterator for Merge {
    type Item = io::Result<(u64, u64)>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((hash, record, piece)) = self.next.pop()?;
        Some(self.pull(piece).map(|()| (hash, record)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_of_two_equal_keys_is_a_repeat_and_the_first_is_not() {
        let mut keys = Keys::default();
        for key in ["a", "b", "a", "c", "a"] {
            keys.push(key).unwrap();
        }
        let repeats = keys.finish().unwrap();
        let marked: Vec<u64> = (0..6).filter(|&n| repeats.is_repeat(n)).collect();
        assert_eq!(marked, [2, 4]);
    }

    #[test]
    fn keys_on_disk_are_found_as_those_in_memory() {
        let mut keys = Keys::default();
        for n in 0..200_u64 {
            keys.push(&format!("CT-{}", n % 150)).unwrap();
            if n % 40 == 39 {
                keys.spill().unwrap();
            }
        }
        let repeats = keys.finish().unwrap();
        let marked: Vec<u64> = (0..200).filter(|&n| repeats.is_repeat(n)).collect();
        assert_eq!(marked, (150..200).collect::<Vec<_>>());
    }
}
