//! Stub.
use crate::tui::action::Action;
use crate::tui::app::{Cmd, Ctx, HitMap, Input};
use crate::tui::screens::Screen;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
/// Msg
pub enum Msg {}
/// State
#[derive(Default)]
pub struct State;
impl Screen for State {
    type Msg = Msg;
    const ACTIONS: &'static [Action] = &[];
    fn update(&mut self, _: Input, _: &Ctx<'_>) -> Vec<Cmd> {
        Vec::new()
    }
    fn receive(&mut self, _: Msg, _: &Ctx<'_>) -> Vec<Cmd> {
        Vec::new()
    }
    fn view(&self, _: &Ctx<'_>, _: Rect, _: &mut Buffer, _: &mut HitMap) {}
    fn help(&self) -> (String, String) {
        Default::default()
    }
}
