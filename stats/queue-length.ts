/**
 * How many wait in an M/D/c queue, exactly and for any utilisation below 1.
 *
 * While a task takes one unit of time, whoever is in service leaves and up to `c` of those who wait get in, so the number
 * that wait, looked at once per task time, is X' = max(0, X + A - c) with A Poisson arrivals. Its generating function has
 * c - 1 zeros inside the unit circle (Crommelin 1932) and its slowest pole outside it gives a geometric tail. The pole is
 * taken out by hand; what is left dies out within some dozens of customers, and a discrete Fourier transform gives it. Only
 * well-conditioned sums are left: no alternating series, and no loss of digits near saturation.
 *
 * @see Crommelin (1932), Delay probability formulas when the holding times are constant
 * @see Janssen and van Leeuwaarden (2008), Back to the roots of the M/D/s queue and the works of Erlang, Crommelin and Pollaczek
 */

interface Complex {
  readonly re: number;
  readonly im: number;
}

/** Poisson arrivals in one task time, and the servers. */
export interface OfferedLoad {
  /** Mean number of arrivals in one task time: above 0, below `serverCount`. */
  readonly arrivalsPerTask: number;
  readonly serverCount: number;
}

export interface QueueLength {
  readonly mean: number;
  /** Probability (0..1) that more than `count` wait; 1 where `count` is negative. */
  readonly shareAbove: (count: number) => number;
}

const times = (a: Complex, b: Complex): Complex => ({ re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re });

function over(a: Complex, b: Complex): Complex {
  const size = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / size, im: (a.im * b.re - a.re * b.im) / size };
}

const minus = (a: Complex, b: Complex): Complex => ({ re: a.re - b.re, im: a.im - b.im });

function polar(size: number, angle: number): Complex {
  return { re: size * Math.cos(angle), im: size * Math.sin(angle) };
}

const ONE: Complex = { re: 1, im: 0 };

/** e^(factor (z - 1)), and the same turned by `angle`. */
const exponentialOf = (factor: number, z: Complex, angle = 0): Complex =>
  polar(Math.exp(factor * (z.re - 1)), factor * z.im + angle);

/** Zeros of z^c = e^(a (z - 1)) inside the unit circle: z = e^(2 pi i k / c) e^(rho (z - 1)), k = 1..c-1, by going round. */
function innerRoots({ arrivalsPerTask, serverCount }: OfferedLoad): Complex[] {
  const busyShare = arrivalsPerTask / serverCount;
  return Array.from({ length: serverCount - 1 }, (_, index) => {
    const angle = (2 * Math.PI * (index + 1)) / serverCount;
    let z: Complex = { re: 0, im: 0 };
    for (let turn = 0; turn < 1_000; turn += 1) {
      const next = exponentialOf(busyShare, z, angle);
      const step = minus(next, z);
      z = next;
      if (Math.abs(step.re) + Math.abs(step.im) < 1e-16) break;
    }
    return z;
  });
}

/** The real zero outside the unit circle, less 1: log(1 + y) = rho y. Newton from above, where the function is convex. */
function outerRootLess1(busyShare: number): number {
  let y = 1 / (busyShare * busyShare) - 1; // log(1 + y) <= y / sqrt(1 + y), so the root is not above
  for (let turn = 0; turn < 200; turn += 1) {
    const step = (busyShare * y - Math.log1p(y)) / (busyShare - 1 / (1 + y));
    y -= step;
    if (Math.abs(step) <= 1e-15 * y) break;
  }
  return y;
}

interface Tail {
  /** P(exactly n wait) is `weight` times `ratio` to the n, once n is large. */
  readonly weight: number;
  readonly ratio: number;
}

function geometricTail({ arrivalsPerTask, serverCount }: OfferedLoad, roots: readonly Complex[]): Tail {
  const less1 = outerRootLess1(arrivalsPerTask / serverCount);
  const root = 1 + less1;
  const product = roots.reduce<Complex>(
    (sum, zero) => times(sum, over({ re: 1 - zero.re / root, im: -zero.im / root }, minus(ONE, zero))),
    ONE,
  );
  const slope = arrivalsPerTask * root - serverCount;
  return { weight: ((serverCount - arrivalsPerTask) * less1 * product.re) / (slope * root), ratio: 1 / root };
}

/** The generating function of the number that wait, at a point on the unit circle other than 1. */
function generatingFunction({ arrivalsPerTask, serverCount }: OfferedLoad, roots: readonly Complex[], angle: number) {
  const z = polar(1, angle);
  const numerator = { re: (serverCount - arrivalsPerTask) * (z.re - 1), im: (serverCount - arrivalsPerTask) * z.im };
  const start = over(numerator, minus(polar(1, serverCount * angle), exponentialOf(arrivalsPerTask, z)));
  return roots.reduce<Complex>((sum, zero) => times(sum, over(minus(z, zero), minus(ONE, zero))), start);
}

/** P(exactly n wait) less its geometric tail, for n = 0, 1... until nothing is left of it. */
function aboveTail(load: OfferedLoad, roots: readonly Complex[], { weight, ratio }: Tail): Float64Array {
  // The other poles lie near 1 + sqrt(2 pi / c) from the origin: 16 sqrt(c) steps bring them below 1e-16.
  const pointCount = 2 ** Math.ceil(Math.log2(64 + 16 * Math.sqrt(load.serverCount)));
  const turns = Array.from({ length: 2 * pointCount }, (_, index) => polar(1, (Math.PI * index) / pointCount));
  const rest = new Float64Array(pointCount);
  // Odd multiples of pi / pointCount, so that no point is 1, where numerator and denominator are both 0. By symmetry half of them.
  for (let point = 0; point < pointCount / 2; point += 1) {
    const angle = (Math.PI * (2 * point + 1)) / pointCount;
    const z = polar(1, angle);
    const pole = over({ re: weight, im: 0 }, { re: 1 - z.re * ratio, im: -z.im * ratio });
    const value = minus(generatingFunction(load, roots, angle), pole);
    for (let count = 0; count < pointCount; count += 1) {
      const turn = turns[((2 * point + 1) * count) % (2 * pointCount)] ?? ONE;
      rest[count] = (rest[count] ?? 0) + (2 * (value.re * turn.re + value.im * turn.im)) / pointCount;
    }
  }
  return rest;
}

/**
 * Of a stationary queue. Takes some milliseconds at 64 servers.
 *
 * @see Crommelin (1932) for the mean: the derivative of the generating function at 1
 */
export function queueLength(load: OfferedLoad): QueueLength {
  const { arrivalsPerTask, serverCount } = load;
  const roots = innerRoots(load);
  const tail = geometricTail(load, roots);
  const rest = aboveTail(load, roots, tail);
  const restAbove = new Float64Array(rest.length);
  for (let count = rest.length - 2; count >= 0; count -= 1)
    restAbove[count] = (restAbove[count + 1] ?? 0) + (rest[count + 1] ?? 0);
  const rootSum = roots.reduce((sum, zero) => sum + over(ONE, minus(ONE, zero)).re, 0);
  const excess = serverCount * (serverCount - 1) - arrivalsPerTask * arrivalsPerTask;
  return {
    mean: Math.max(0, rootSum - excess / (2 * (serverCount - arrivalsPerTask))),
    shareAbove: (count) => {
      if (count < 0) return 1;
      const geometric = (tail.weight * tail.ratio ** (count + 1)) / (1 - tail.ratio);
      return Math.min(1, Math.max(0, geometric + (restAbove[count] ?? 0)));
    },
  };
}
