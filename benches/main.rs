//! Measurements on fixed seeds: one binary, its table of contents.

mod recommend;

criterion::criterion_group!(all, recommend::benches);
criterion::criterion_main!(all);
