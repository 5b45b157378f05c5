/**
 * The browser, declared as far as the live page uses it, since the rest of the project runs in Node. Types only: nothing
 * of this file is left in the page.
 */
export interface Element {
  hidden: boolean;
  textContent: string;
  value: string;
  checked: boolean;
  open: boolean;
  href: string;
  download: string;
  readonly tagName: string;
  readonly dataset: Record<string, string | undefined>;
  readonly classList: { toggle(name: string, isThere: boolean): void };
  append(...children: readonly (Element | string)[]): void;
  replaceChildren(...children: readonly (Element | string)[]): void;
  setAttribute(name: string, value: string): void;
  getAttribute(name: string): string | null;
  cloneNode(isDeep: boolean): Element;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
  focus(): void;
  click(): void;
  addEventListener(type: 'click' | 'input' | 'change', listener: () => void): void;
}

export interface Canvas extends Element {
  width: number;
  height: number;
  getContext(kind: '2d'): Context;
  toDataURL(): string;
  toBlob(receive: (picture: SavedBlob | null) => void): void;
}

export interface Context {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  font: string;
  textAlign: 'left' | 'right' | 'center';
  textBaseline: 'top' | 'middle' | 'bottom';
  globalAlpha: number;
  save(): void;
  restore(): void;
  scale(x: number, y: number): void;
  translate(x: number, y: number): void;
  clearRect(x: number, y: number, width: number, height: number): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  strokeRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  drawImage(image: Canvas, x: number, y: number): void;
  measureText(text: string): { readonly width: number };
  setLineDash(lengthsPx: readonly number[]): void;
  beginPath(): void;
  rect(x: number, y: number, width: number, height: number): void;
  clip(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  stroke(): void;
}

export interface SavedBlob {
  readonly size: number;
}

export interface Key {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
  readonly target: Element | null;
  preventDefault(): void;
}

interface Source {
  close(): void;
  addEventListener(
    type: string,
    listener: (message: { readonly data: string; readonly lastEventId: string }) => void,
  ): void;
}

export declare const document: {
  readonly documentElement: Element;
  readonly hidden: boolean;
  getElementById(id: string): Element | null;
  createElement(name: 'canvas'): Canvas;
  createElement(name: string): Element;
  querySelectorAll(selector: string): Iterable<Element>;
  addEventListener(type: 'visibilitychange', listener: () => void): void;
  addEventListener(type: 'keydown', listener: (key: Key) => void): void;
};
export declare const window: {
  readonly devicePixelRatio: number;
  readonly sessionStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void };
  matchMedia(query: string): {
    readonly matches: boolean;
    addEventListener(type: 'change', listener: () => void): void;
  };
  requestAnimationFrame(callback: () => void): void;
};
export declare const getComputedStyle: (element: Element) => {
  getPropertyValue(name: string): string;
  readonly fontFamily: string;
};
export declare const ResizeObserver: new (
  listener: (
    entries: readonly {
      readonly target: Canvas;
      readonly contentRect: { readonly width: number; readonly height: number };
    }[],
  ) => void,
) => { observe(canvas: Canvas): void; unobserve(canvas: Canvas): void };
export declare const EventSource: new (url: string) => Source;
export declare const URL: { createObjectURL(blob: SavedBlob): string; revokeObjectURL(url: string): void };
export declare const Blob: new (parts: readonly string[], options: { readonly type: string }) => SavedBlob;
