import { scrypt, scryptSync } from 'node:crypto';
import { type Static, Type } from 'typebox';
import type { Task } from '../task.ts';

const KEY_BYTES = 64;
/** Twice what the largest input needs: 128 bytes for each of 2^16 * 8 blocks are 64 MiB. */
const MAX_MEMORY_BYTES = 128 * 1024 * 1024;

/** The largest costs 3 s and 64 MiB, measured on a 2-core AMD EPYC, Node 26.10. */
const inputSchema = Type.Object(
  {
    password: Type.String({ maxLength: 128 }),
    salt: Type.String({ maxLength: 64 }),
    costLog2: Type.Integer({ minimum: 4, maximum: 16 }),
    blockSize: Type.Integer({ minimum: 1, maximum: 8 }),
    parallelization: Type.Integer({ minimum: 1, maximum: 16 }),
  },
  { additionalProperties: false },
);
type PasswordHashInput = Static<typeof inputSchema>;
type PasswordHashOutput = { readonly keyHex: string };

const optionsOf = ({ costLog2, blockSize, parallelization }: PasswordHashInput) => ({
  cost: 2 ** costLog2,
  blockSize,
  parallelization,
  maxmem: MAX_MEMORY_BYTES,
});

const outputOf = (key: Buffer): PasswordHashOutput => ({ keyHex: key.toString('hex') });

/** A real key derivation function on made-up passwords: send it none of yours, for answers are stored in records. */
export const passwordHash = {
  name: 'password-hash',
  summary: 'Hashes a password with scrypt: one long call into native code, which Node can also run on its own pool.',
  contract: `scrypt of RFC 7914 over the UTF-8 bytes of "password" and "salt", with N = 2 to the power "costLog2",
r = "blockSize", p = "parallelization" and dkLen = ${KEY_BYTES}. Answer {"keyHex": the ${KEY_BYTES} bytes in lower case hexadecimal}.`,
  inputSchema,
  defaultInput: { password: 'correct horse', salt: 'battery staple', costLog2: 15, blockSize: 8, parallelization: 1 },
  run: (input: PasswordHashInput): PasswordHashOutput =>
    outputOf(scryptSync(input.password, input.salt, KEY_BYTES, optionsOf(input))),
  /** The same key, computed on libuv's pool of threads. */
  native: (input: PasswordHashInput): Promise<PasswordHashOutput> =>
    new Promise((resolve, reject) => {
      scrypt(input.password, input.salt, KEY_BYTES, optionsOf(input), (error, key) => {
        if (error) reject(error);
        else resolve(outputOf(key));
      });
    }),
  // The first three are the test vectors of RFC 7914, section 12, without its fourth, which needs 1 GiB. The last was
  // checked in python3: hashlib.scrypt(b'correct horse', salt=b'battery staple', n=2**15, r=8, p=1, maxmem=2**27).hex()
  examples: [
    {
      input: { password: '', salt: '', costLog2: 4, blockSize: 1, parallelization: 1 },
      output: {
        keyHex:
          '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906',
      },
    },
    {
      input: { password: 'password', salt: 'NaCl', costLog2: 10, blockSize: 8, parallelization: 16 },
      output: {
        keyHex:
          'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
      },
    },
    {
      input: { password: 'pleaseletmein', salt: 'SodiumChloride', costLog2: 14, blockSize: 8, parallelization: 1 },
      output: {
        keyHex:
          '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
      },
    },
    {
      input: { password: 'correct horse', salt: 'battery staple', costLog2: 15, blockSize: 8, parallelization: 1 },
      output: {
        keyHex:
          '9ba89e7e1c63222c7fcba2d03dc95c3e627dbaba59c015f1f8ea8daa27e36425e1f31a914418562b5f5f59a2ad54f0e7bf957d28a86445eb024bb720ec59cb3d',
      },
    },
  ],
} satisfies Task<PasswordHashInput, PasswordHashOutput>;
