import { createCanvas, loadImage } from 'canvas';
import { describe, expect, test } from 'vitest';
import { FULL_OPTIONS, exampleReport } from '../example-report.ts';
import { drawPng } from '../png-canvas.ts';
import { png } from './png.ts';

const WHITE = 255;

async function pixelsOf(
  content: string | Uint8Array,
): Promise<{ width: number; height: number; data: Uint8ClampedArray }> {
  const image = await loadImage(content);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return { width: image.width, height: image.height, data: context.getImageData(0, 0, image.width, image.height).data };
}

const report = exampleReport({ ...FULL_OPTIONS, neighboursPerSecond: 120 }, { drawPng });
const pictures = png.render(report);

test('png draws each chart', () => {
  expect(pictures.map(({ path }) => path)).toEqual(report.charts.map(({ name }) => `charts/${name}.png`));
});

test('png leaves out a chart that has nothing to show, and says which level the others show', () => {
  const questions: string[] = [];
  const record = (_: unknown, _title: string, question: string): Uint8Array => {
    questions.push(question);
    return new Uint8Array();
  };
  const plain = exampleReport({ roundCount: 1 }, { drawPng: record });
  expect(png.render(plain).map(({ path }) => path)).not.toContain('charts/load-curve.png');
  expect(questions.some((question) => question.includes('Shown:'))).toBe(false);
  questions.length = 0;
  png.render({ ...report, drawPng: record });
  const ofOneLevel = report.charts.filter(({ draws }) => draws !== 'all-levels');
  expect(questions.filter((question) => question.endsWith(' Shown: 9/s.'))).toHaveLength(ofOneLevel.length);
});

test('png draws nothing where no pictures are wanted', () => {
  expect(png.render({ ...report, hasPictures: false })).toEqual([]);
});

describe.each(pictures)('$path', ({ content }) => {
  test('is sharp, and neither blank nor cut off at an edge', async () => {
    const { width, height, data } = await pixelsOf(content);
    expect(width).toBe(1_920);
    const isPaper = (x: number, y: number): boolean => {
      const start = (y * width + x) * 4;
      return data[start] === WHITE && data[start + 1] === WHITE && data[start + 2] === WHITE;
    };
    const edge = [0, 1].flatMap((near) => [
      ...Array.from({ length: width }, (_, x) => isPaper(x, near) && isPaper(x, height - 1 - near)),
      ...Array.from({ length: height }, (_, y) => isPaper(near, y) && isPaper(width - 1 - near, y)),
    ]);
    expect(edge.every(Boolean)).toBe(true);
    let inkCount = 0;
    for (let y = 0; y < height; y += 3) for (let x = 0; x < width; x += 3) if (!isPaper(x, y)) inkCount += 1;
    expect(inkCount / ((width * height) / 9)).toBeGreaterThan(0.01);
  });
});
