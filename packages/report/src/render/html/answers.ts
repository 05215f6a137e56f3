import type { AnswerView, ReportView } from '../../view.ts';
import { answerTable, answerText, pairTable, suitabilityTable } from '../answers.ts';
import { NOTHING, cellText } from '../numbers.ts';
import { type Markup, html } from './markup.ts';
import { type Context, regimeMarkup, tableMarkup, worded } from './table.ts';

/** What to take at which cost level: a card for each group, its verdicts told apart by words and marks. */
export function answersMarkup({ answers, groups }: ReportView, context: Context): Markup {
  const cards = groups.flatMap((group) => {
    const own = answers.filter((a) => a.group === group.id);
    const [first] = own;
    return first === undefined ? [] : [html`<article class="card answer" data-dataset="${group.dataset}" data-architecture="${group.architecture}">
<h3>${first.dataset} <span class="quiet">${first.architecture}, exits ${first.exits}${first.epochs === null ? '' : `, T = ${first.epochs}`}</span></h3>
${answerCard(own, context)}
${pairDetails(own, group.id, context)}
<p class="note"><a href="#${group.id}">Figures and tables</a></p></article>`];
  });
  const notes = answerTable(answers)?.notes ?? [];
  const first = suitabilityTable(answers);
  return cards.length === 0 ? html`<p>Nothing can be compared: there is no group with two regimes that completed.</p>` : html`${first === null ? null : html`<h3 id="take">${first.caption}</h3><div class="card table">${tableMarkup(first, 'take-table', context, true)}</div>`}<div class="answers">${cards}</div>${notes.map((n) => html`<p class="note">${worded(n)}</p>`)}`;
}

// ---------------------------------------------------------------------------------------------------------------------

/** Columns of the table that all renderings share, from the cost level on: what comes before is in the card's heading. */
function answerCard(answers: readonly AnswerView[], context: Context): Markup {
  const table = answerTable(answers);
  const at = (label: string): number => table?.columns.findIndex((c) => c.label === label) ?? -1;
  const cell = (row: number, label: string): string => {
    const found = table?.rows[row]?.[at(label)];
    return found === undefined ? '' : cellText(found);
  };
  return html`<ul class="levels">${answers.map((answer, i) => {
    const difference = cell(i, 'difference');
    const p = cell(i, 'adjusted p');
    return html`<li class="level ${answer.best.kind}"><span class="cost"><span class="visually-hidden">at a cost level of </span>${answer.level}</span>
<span class="verdict">${badge(answer)}<span class="take">${takes(answer).map((r) => regimeMarkup(r, context))}</span>${
      answerText(answer) === takes(answer).join('') ? null : html`<span class="say">${answerText(answer)}</span>`}${
      difference === NOTHING || difference === '' ? null : html`<span class="margin">${cell(i, 'against the closest')}: <strong>${difference}</strong>${answer.scale === 'share' ? ' points' : ''}, adjusted p ${p}, n ${cell(i, 'n')}</span>`}</span></li>`;
  })}</ul>`;
}

function pairDetails(answers: readonly AnswerView[], group: string, context: Context): Markup | null {
  const table = pairTable(answers);
  return table === null ? null : html`<details><summary>${table.caption}</summary>${tableMarkup(table, `${group}-pairs`, context)}</details>`;
}

/** The kind of answer in a word with a mark: neither needs colour. */
function badge({ best }: AnswerView): Markup {
  const [mark, word] = kindOf(best);
  return html`<span class="badge${mark === '=' ? ' tie' : ''}"><span aria-hidden="true">${mark}</span> ${word}</span>`;
}

function kindOf(best: AnswerView['best']): readonly [mark: string, word: string] {
  switch (best.kind) {
    case 'decided':
      return best.regimes.length > 1 || best.tiedWith.length > 0 ? ['=', 'tie'] : ['✓', 'decided'];
    case 'undecided':
      return ['?', 'undecided'];
    case 'too-few':
      return ['…', 'too few seeds'];
    case 'alone':
      return ['·', 'no comparison'];
  }
}

/** Regimes that the answer names first. */
function takes({ best }: AnswerView): readonly string[] {
  switch (best.kind) {
    case 'decided':
      return best.regimes;
    case 'undecided':
    case 'too-few':
      return best.leads === null ? [] : [best.leads];
    case 'alone':
      return best.regime === null ? [] : [best.regime];
  }
}
