import type { CellView, HypothesesView, HypothesisView, TableView } from '../view.ts';
import { count, pValue, text } from './cells.ts';

const WORDS: { readonly [outcome in HypothesisView['outcome']]: string } = { supported: '✓ supported', refuted: '✗ refuted', undecided: '? undecided', 'not-testable': '· not testable here' };

/** The tables of the statements: what came of them, each claim, and what they are. None where none is judged. */
export function hypothesisTables(view: HypothesesView | null): readonly TableView[] {
  return view === null || view.judged === null ? [] : [verdicts(view, view.judged), ...claims(view.judged), statements(view)];
}

/** A sentence for each thing to know before the tables. */
export function hypothesisLines({ registration, because }: HypothesesView): readonly string[] {
  return because === null ? [registered(registration)] : [`No hypothesis is judged here: ${because}.`];
}

// ---------------------------------------------------------------------------------------------------------------------

function registered(of: HypothesesView['registration']): string {
  const short = of.digest.slice(0, 12);
  switch (of.kind) {
    case 'same':
      return of.commit === null
        ? `The statements are those that the run was made under (digest ${short}); no commit is known to hold them, since the checkout had changes or there was none.`
        : `The statements were registered before the run: digest ${short}, at commit ${of.commit.slice(0, 12)}.`;
    case 'other':
      return `The statements (digest ${short}) are not those that the run was made under (digest ${of.stated.slice(0, 12)}${of.commit === null ? '' : ` at commit ${of.commit.slice(0, 12)}`}): they may have been changed after the results were seen.`;
    case 'none':
      return `The records name no statements: those of digest ${short} were not registered before the run.`;
  }
}

function verdicts({ hypotheses }: HypothesesView, judged: readonly HypothesisView[]): TableView {
  const all = new Set(judged.map((j) => j.group)).size;
  // What cannot be tested in several groups for one reason has one row.
  const rows = hypotheses.flatMap((of) => {
    const { id } = of;
    const own = judged.filter((j) => j.id === id);
    const reasons = [...new Set(own.flatMap((j) => (j.outcome === 'not-testable' ? [j.why ?? ''] : [])))];
    return [
      ...own.filter((j) => j.outcome !== 'not-testable').map((j) => rowOf(j, j.title, of)),
      ...reasons.flatMap((why) => {
        const same = own.filter((j) => j.outcome === 'not-testable' && j.why === why);
        const [first] = same;
        return first === undefined ? [] : [rowOf(first, same.length === all && all > 1 ? 'everywhere' : same.map((j) => j.title).join('; '), of)];
      }),
    ];
  });
  return {
    caption: 'Hypotheses: what came of them',
    columns: [
      ...['hypothesis', 'statement', 'where', 'outcome', 'rests on'].map((label) => ({ label, numeric: false })),
      ...['difference', 'p', 'adjusted p', 'n'].map((label) => ({ label, numeric: true })), { label: 'what others found', numeric: false },
    ],
    rows,
    notes: [
      'Supported and refuted are said at 5 % of the adjusted p: by Holm over all hypotheses and places that are tested. A hypothesis of several claims is supported where all hold, by its weakest, and refuted where one is shown to be false: where some have the other sign, p is the smallest of theirs times the number of claims (Bonferroni). Undecided: the seeds do not tell. Differences have half the width of their own 95 % t interval; those of shares are in points.',
      'What others found is given by signs and orders. Their numbers are of other networks, data and budgets.',
    ],
  };
}

function rowOf({ id, outcome, why, says, leftOut, difference, scale, p, adjusted, n }: HypothesisView, where: string, { statement, found, caveat }: HypothesesView['hypotheses'][number]): readonly CellView[] {
  return [
    text(id), text(statement), text(where), text(WORDS[outcome]), text(restsOn({ outcome, why, says, leftOut }, caveat)),
    { kind: 'estimate', estimate: difference, scale }, pValue(p, n), pValue(adjusted, n), count(n), text(found),
  ];
}

/** What a verdict rests on, what stands against one, what it leaves out, and what to know beside it. */
function restsOn({ outcome, why, says, leftOut }: Pick<HypothesisView, 'outcome' | 'why' | 'says' | 'leftOut'>, caveat: string | null): string {
  const words = [
    says, why, leftOut.length === 0 ? null : `left out: ${leftOut.join(', ')}, which a regime cannot keep`, outcome === 'not-testable' ? null : caveat,
  ];
  return words.filter((w) => w !== null).join('; ');
}

/** Claims of hypotheses that have several: of one alone the verdict says it all. */
function claims(judged: readonly HypothesisView[]): readonly TableView[] {
  const rows = judged.filter((j) => j.claims.length > 1 || (j.outcome === 'not-testable' && j.claims.length > 0)).flatMap((j) => j.claims.map((c): readonly CellView[] => [
    text(j.id), text(j.title), text(c.says), { kind: 'estimate', estimate: c.difference, scale: c.scale }, pValue(c.p, c.n), count(c.n),
  ]));
  if (rows.length === 0) return [];
  return [{
    caption: 'Hypotheses: each claim', rows, notes: ['p is of the paired t test of this claim alone, two-sided.'],
    columns: [...['hypothesis', 'where', 'claim'].map((label) => ({ label, numeric: false })), ...['difference', 'p', 'n'].map((label) => ({ label, numeric: true }))],
  }];
}

function statements({ hypotheses }: HypothesesView): TableView {
  return {
    caption: 'Hypotheses: what they say', notes: [],
    columns: ['hypothesis', 'statement', 'where it means something', 'what others found', 'source'].map((label) => ({ label, numeric: false })),
    rows: hypotheses.map((h) => [h.id, [h.statement, h.caveat].filter((t) => t !== null).join(' '), h.scope, h.found, h.source].map(text)),
  };
}
