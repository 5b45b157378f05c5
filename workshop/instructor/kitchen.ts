import { escapeHtml } from '../../reports/page/escape-html.ts';

/** The restaurant of the story, as one lesson has it. */
interface Kitchen {
  readonly tillCount: number;
  readonly cookCount: number;
  readonly hasSecondKitchen: boolean;
  readonly hasBoard: boolean;
  /** What the picture says, for those who do not see it. */
  readonly alt: string;
}

const ALONE = { tillCount: 1, cookCount: 0, hasSecondKitchen: false, hasBoard: false } as const;

/** By the lesson's number. */
const KITCHENS: Readonly<Record<number, Kitchen>> = {
  1: { ...ALONE, alt: 'One cashier stands at the stove, and three guests wait at the till.' },
  2: { ...ALONE, alt: 'One cashier stands at the stove, and three guests wait at the till.' },
  3: { ...ALONE, alt: 'One cashier goes between stove and till, and three guests wait.' },
  4: {
    ...ALONE,
    hasBoard: true,
    alt: 'One cashier, a stove, and an order board with notes of what is still to be cooked.',
  },
  5: {
    ...ALONE,
    hasBoard: true,
    alt: 'One cashier, a stove, and an order board on which guests read how far their meal is.',
  },
  6: { ...ALONE, cookCount: 2, alt: 'A cashier at the till, and two cooks at stoves of their own.' },
  7: {
    ...ALONE,
    hasSecondKitchen: true,
    alt: 'A cashier at the till, and a second kitchen behind a wall, with a cook in it.',
  },
  8: {
    ...ALONE,
    tillCount: 3,
    alt: 'Three tills side by side, each with a cashier who also cooks; guests stay in their line.',
  },
  9: {
    ...ALONE,
    hasSecondKitchen: true,
    hasBoard: true,
    alt: 'A cashier puts notes on an order board, and a second kitchen takes them from it.',
  },
  10: {
    tillCount: 2,
    cookCount: 2,
    hasSecondKitchen: true,
    hasBoard: true,
    alt: 'All of it together: two tills, two cooks, an order board and a second kitchen.',
  },
};

/** Drawn from its own left edge on; the columns of a picture stand side by side, each with its name below. */
interface Column {
  readonly width: number;
  readonly drawing: string;
  /** One line each. */
  readonly name: readonly [string, string];
}

const ROW_HEIGHT = 58;
const MIDDLE_Y = 88;
const NAME_Y = 202;
const HEIGHT = 232;

/** The tops of so many rows, around the middle. */
const topsOf = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, row) => MIDDLE_Y + (row - count / 2) * ROW_HEIGHT + 8);

const person = (x: number, top: number, kind: 'staff' | 'guest'): string =>
  `<g class="${kind}"><circle cx="${x}" cy="${top + 9}" r="9"/><path d="M${x - 14} ${top + 41}a14 20 0 0 1 28 0z"/></g>`;

const stove = (x: number, top: number): string =>
  `<g class="thing"><rect x="${x}" y="${top + 16}" width="52" height="26" rx="3"/><circle cx="${x + 15}" cy="${top + 29}" r="7"/><circle cx="${x + 37}" cy="${top + 29}" r="7"/></g>`;

const counter = (top: number): string =>
  `<rect class="counter" x="112" y="${top + 12}" width="20" height="30" rx="3"/>`;

function tills(count: number, isCooking: boolean): Column {
  const rows = topsOf(count).map((top) => {
    const guests = [24, 58, 92].map((x) => person(x, top, 'guest')).join('');
    const staff = isCooking ? person(166, top, 'staff') + stove(188, top) : person(152, top, 'staff');
    return guests + counter(top) + staff;
  });
  const name = count > 1 && isCooking ? (['more tills', '= cluster'] as const) : (['cashier', '= event loop'] as const);
  return { width: isCooking ? 250 : 176, drawing: rows.join(''), name };
}

const cooks = (count: number): Column => ({
  width: 116,
  drawing: topsOf(count)
    .map((top) => person(24, top, 'staff') + stove(46, top))
    .join(''),
  name: ['cooks', '= threads'],
});

const SECOND_KITCHEN: Column = {
  width: 138,
  drawing: `<rect class="wall" x="8" y="22" width="122" height="132" rx="4"/>${person(36, MIDDLE_Y - 21, 'staff')}${stove(60, MIDDLE_Y - 21)}`,
  name: ['second kitchen', '= process'],
};

const BOARD: Column = {
  width: 116,
  drawing: `<g class="thing"><rect x="12" y="46" width="92" height="84" rx="4"/>${[68, 88, 108].map((y, row) => `<path d="M24 ${y}h${66 - row * 16}"/>`).join('')}</g>`,
  name: ['order board', '= queue'],
};

/** A small picture of what the lesson's story tells; '' for a lesson that has none. */
export function kitchenSvg(lessonNumber: number): string {
  const kitchen = KITCHENS[lessonNumber];
  if (kitchen === undefined) return '';
  const { tillCount, cookCount, hasSecondKitchen, hasBoard, alt } = kitchen;
  const columns = [
    tills(tillCount, cookCount === 0 && !hasSecondKitchen),
    ...(cookCount > 0 ? [cooks(cookCount)] : []),
    ...(hasBoard ? [BOARD] : []),
    ...(hasSecondKitchen ? [SECOND_KITCHEN] : []),
  ];
  let left = 0;
  const drawn = columns.map(({ width, drawing, name }) => {
    const lines = name.map((line, row) => `<text x="${width / 2}" y="${NAME_Y + row * 18}">${line}</text>`).join('');
    const group = `<g transform="translate(${left} 0)">${drawing}${lines}</g>`;
    left += width;
    return group;
  });
  return `<svg class="kitchen" viewBox="0 0 ${left} ${HEIGHT}" role="img" aria-label="${escapeHtml(alt)}">${drawn.join('')}</svg>`;
}
