//! The size of a group over time: a line with gaps where the shop has no data.

use super::figures::{Figures, Place, TREND};
use crate::model::time::Day;
use crate::shop::group_trend::{Trend, TrendPoint};
use crate::tui::app::{Ctx, HitMap};
use crate::tui::fmt;
use crate::tui::layout::split_top;
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::chart::{Chart, Line, Note};
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state as part;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn day(point: &TrendPoint) -> Option<Day> {
    point.day.parse().ok()
}

/// How the size went, in a sentence.
fn sentence(trend: &Trend) -> String {
    let mut known = trend.points.iter().filter(|p| p.data);
    let (Some(first), last) = (known.next(), known.next_back()) else {
        return "The shop has no data of these days.".into();
    };
    let last = last.unwrap_or(first);
    let since = day(first).map_or_else(String::new, fmt::date);
    let (from, to) = (first.count as i64, last.count as i64);
    let by = to - from;
    match (by, from) {
        (0, _) => format!("{} as on {since}.", fmt::count(to)),
        (_, 0) => format!("From none on {since} to {}.", fmt::count(to)),
        _ => format!(
            "From {} on {since} to {}: {}.",
            fmt::count(from),
            fmt::count(to),
            fmt::change(by as f64 / from as f64)
        ),
    }
}

/// Where the data begin, or the first days without any.
fn gap(trend: &Trend) -> Option<(usize, String)> {
    let first = trend.points.iter().position(|p| p.data)?;
    let said = |at: usize| trend.points.get(at).and_then(day).map(fmt::date);
    if first > 0 {
        let since = trend.data_since.as_deref().and_then(|d| d.parse().ok());
        let since = since.map(fmt::date).or_else(|| said(first))?;
        return Some((first, format!("the data begin on {since}")));
    }
    let gap = trend.points.iter().position(|p| !p.data)?;
    Some((gap, format!("no data around {}", said(gap)?)))
}

/// Draws the pane.
pub(super) fn view(
    figures: &Figures,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let inner = Pane::new("Size over time")
        .focus(figures.place == Place::Trend)
        .number(Place::Trend.number())
        .end(ctx.session.period.words(), theme.muted())
        .tight()
        .view(ctx, area, buf, hits);
    let trend = match &figures.trend {
        Load::Waiting => return part::loading(ctx, inner, buf, TREND, "counting past days"),
        Load::Failed(why) => {
            text::paragraph(buf, inner, why, theme.fg(Token::Negative));
            return;
        }
        Load::Ready(trend) => trend,
    };
    let said = sentence(trend);
    text::put_fit(
        buf,
        inner,
        (inner.x, inner.y),
        inner.width,
        &said,
        theme.text2(),
    );
    let plot = split_top(inner, 1 + u16::from(ctx.size.large())).1;
    let points = &trend.points;
    let note = gap(trend);
    let date = |at: usize| {
        points
            .get(at)
            .and_then(day)
            .map_or_else(String::new, fmt::day)
    };
    Chart {
        lines: vec![Line {
            name: &figures.name,
            points: points
                .iter()
                .map(|p| p.data.then_some(p.count as f64))
                .collect(),
            token: Token::Accent,
            thick: true,
            dashed: false,
        }],
        say: |v| fmt::big(v.round()),
        date: &date,
        note: note.as_ref().map(|(at, text)| Note { at: *at, text }),
    }
    .view(ctx, plot, buf);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trend(sizes: &[Option<u64>]) -> Trend {
        let points = sizes.iter().enumerate().map(|(i, size)| TrendPoint {
            day: format!("2026-03-{:02}", i + 1),
            count: size.unwrap_or(0),
            of: 100,
            share: None,
            data: size.is_some(),
        });
        Trend {
            expression: String::new(),
            data_since: Some("2026-03-02".into()),
            points: points.collect(),
        }
    }

    #[test]
    fn the_sentence_speaks_of_days_with_data_only() {
        let said = |sizes: &[Option<u64>]| sentence(&trend(sizes));
        assert_eq!(
            said(&[None, None, Some(80), Some(96)]),
            "From 80 on 3 Mar 2026 to 96: +20%."
        );
        assert_eq!(said(&[Some(0), Some(7)]), "From none on 1 Mar 2026 to 7.");
        assert_eq!(said(&[Some(7), Some(7)]), "7 as on 1 Mar 2026.");
        assert_eq!(said(&[None]), "The shop has no data of these days.");
        assert_eq!(said(&[Some(5), None]), "5 as on 1 Mar 2026.");
    }

    #[test]
    fn days_without_data_are_named() {
        let said = |sizes: &[Option<u64>]| gap(&trend(sizes));
        assert_eq!(said(&[Some(1), Some(2)]), None);
        assert_eq!(
            said(&[None, Some(2)]),
            Some((1, "the data begin on 2 Mar 2026".into()))
        );
        assert_eq!(
            said(&[Some(1), None, Some(2)]),
            Some((1, "no data around 2 Mar 2026".into()))
        );
        assert_eq!(said(&[None]), None);
    }
}
