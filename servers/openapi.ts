import type { Task } from './task.ts';

const problem = {
  description: 'What went wrong, as RFC 9457 problem+json with a stable code.',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'code', 'detail'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          code: { type: 'string', pattern: '^ERR_[A-Z_]+$' },
          detail: { type: 'string' },
        },
      },
    },
  },
} as const;

const stamps = {
  'holdup-stamps': {
    description:
      'Optional. When the request arrived, when its work began (wherever it ran) and when that was done: three times in milliseconds, comma-separated, on the monotonic clock of the machine (CLOCK_MONOTONIC on Linux; in Node, process.hrtime). All three may be the same. Who sends it gets the wait of its clients split into connection, queue, service and reply. Errors carry none.',
    required: false,
    schema: { type: 'string', pattern: String.raw`^\d+(\.\d+)?,\d+(\.\d+)?,\d+(\.\d+)?$` },
    example: '86400000.125,86400012.250,86400112.500',
  },
} as const;

function taskPath({ name, summary, contract, inputSchema, defaultInput, examples }: Task): object {
  const [example] = examples;
  return {
    post: {
      operationId: name,
      summary,
      description: contract,
      requestBody: {
        required: true,
        content: { 'application/json': { schema: inputSchema, example: example?.input ?? defaultInput } },
      },
      responses: {
        200: {
          description: 'The output, computed as the description says.',
          headers: stamps,
          content: { 'application/json': { schema: {}, example: example?.output } },
        },
        '4XX': problem,
        500: problem,
        503: { ...problem, headers: { 'Retry-After': { required: true, schema: { type: 'integer' } } } },
      },
    },
  };
}

/** The contract between holdup and a server, so that anyone's server in any language can be measured against it. */
export function openApiDocument(tasks: readonly Task[]): object {
  const health = {
    get: {
      operationId: 'health',
      summary: 'A few bytes at once: the neighbour that must not wait.',
      responses: {
        200: {
          description: 'Alive.',
          headers: stamps,
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      },
    },
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'A server that holdup can measure',
      version: '1.0.0',
      description:
        'Answer GET /health and POST /tasks/{task} like this, and holdup measures your server beside its own.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: {
      '/health': health,
      ...Object.fromEntries(tasks.map((task) => [`/tasks/${task.name}`, taskPath(task)])),
    },
  };
}
