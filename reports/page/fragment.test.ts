import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOSTILE_NAME } from '../example-report.ts';
import { NO_STATE, type ViewState, formatFragment, isWholeView, parseFragment } from './fragment.ts';

test('formatFragment() is text that a person can read', () => {
  const state: ViewState = {
    section: 'neighbour-timeline',
    theme: 'dark',
    sort: { column: 'warm-p99', isDescending: true },
    tabs: new Map([['percentile-curve', 'cold']]),
    opened: ['neighbour-wait', 'faults.2'],
    hidden: ['cluster', 'http://127.0.0.1:8080'],
    instant: { atSeconds: 3.42, targetName: 'thread-pool' },
  };
  expect(formatFragment(state)).toBe(
    '#section=neighbour-timeline&theme=dark&sort=warm-p99.desc&tab=percentile-curve.cold&open=neighbour-wait&open=faults.2&hide=cluster&hide=http://127.0.0.1:8080&at=3.42s&target=thread-pool',
  );
});

test.each([
  { what: 'the page as it opens', part: {}, fragment: '' },
  { what: 'a section alone', part: { section: 'glance' }, fragment: '#glance' },
  { what: 'a theme alone', part: { theme: 'light' }, fragment: '#theme=light' },
] as const)('formatFragment() of $what is "$fragment"', ({ part, fragment }) => {
  expect(formatFragment({ ...NO_STATE, ...part })).toBe(fragment);
});

test.each([
  { fragment: '', part: {} },
  { fragment: '#', part: {} },
  { fragment: '#glance', part: { section: 'glance' } },
  { fragment: '#sec%74ion', part: { section: 'section' } },
  { fragment: '#%E0%A4%A', part: { section: '\uFFFD%A' } },
  { fragment: '#theme=pink&sort=warm-p99&tab=curve&at=soon&nonsense=1&=&&', part: {} },
  { fragment: '#sort=.desc&sort=p50.asc&tab=.cold&tab=curve.&open=&hide=', part: {} },
  { fragment: '#at=-1s', part: {} },
  { fragment: '#at=1e9s', part: {} },
  { fragment: '#at=2', part: { instant: { atSeconds: 2, targetName: '' } } },
  { fragment: '#hide=a&hide=a&open=b&open=b', part: { hidden: ['a'], opened: ['b'] } },
  { fragment: '#sort=levels.10/s.p99.asc', part: { sort: { column: 'levels.10/s.p99', isDescending: false } } },
  { fragment: '#tab=__proto__.x', part: { tabs: new Map([['__proto__', 'x']]) } },
])('parseFragment("$fragment") takes what it can read', ({ fragment, part }) => {
  expect(parseFragment(fragment)).toEqual({ ...NO_STATE, ...part });
});

test('parseFragment() never throws, whatever somebody puts behind the #', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(Object.keys(parseFragment(`#${text}`))).toEqual(Object.keys(NO_STATE));
    }),
  );
});

test('parseFragment() gives back what formatFragment() was given, hostile names too', () => {
  const name = fc.oneof(fc.constantFrom('thread-pool', HOSTILE_NAME, 'a&b=c#d %41+'), fc.string({ minLength: 1 }));
  const names = fc.uniqueArray(name, { maxLength: 3 });
  const kebab = fc.constantFrom('percentile-curve', 'warm', 'cold');
  const state: fc.Arbitrary<ViewState> = fc.record({
    section: kebab,
    theme: fc.constantFrom('light', 'dark', null),
    sort: fc.option(fc.record({ column: name, isDescending: fc.boolean() })),
    tabs: fc.array(fc.tuple(kebab, kebab), { maxLength: 2 }).map((pairs) => new Map(pairs)),
    opened: names,
    hidden: names,
    instant: fc.option(
      fc.record({ atSeconds: fc.integer({ min: 0, max: 600_000 }).map((ms) => ms / 1_000), targetName: name }),
    ),
  });
  fc.assert(
    fc.property(state, (one) => {
      expect(parseFragment(formatFragment(one))).toEqual(one);
    }),
  );
});

test('isWholeView() tells a plain link to a section from a view', () => {
  expect(['', '#glance', '#theme=dark'].map(isWholeView)).toEqual([true, false, true]);
});
