/**
 * How an account proves its password: SCRAM (RFC 5802, 7677), else PLAIN (RFC 4616), in the shape @xmpp/client asks for.
 *
 * The client's own would do: but its SCRAM takes a second of this thread at Prosody's 10,000 rounds, knows SHA-1 alone
 * and never looks whether the server knew the password too, and all of it fails for a password with an ñ.
 */
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** What a mechanism is given; texts cross over to the client as bytes, one character each. */
type Credentials = { username: string; password: string };
interface Mechanism {
  readonly name: string;
  readonly clientFirst: boolean;
  response(credentials: Credentials): Promise<string>;
  challenge(said: string): Promise<void>;
  /** The server says that we are in, perhaps with its own proof. @throws when the server did not know the password */
  finish(said: string): void;
}
export type Login = {
  /** The best first. */
  entries: { name: string; mech: new () => Mechanism }[];
  /** To be called with what stands in `success`. @throws as Mechanism.finish */
  finish(said: string): void;
};

/** RFC 7677 asks for at least 4,096; a server that asks for hours of work wants something else than a password. */
const MAX_ROUNDS = 2_000_000;

/** The mechanisms of one log-in. */
export function newLogin(): Login {
  let used: Mechanism | null = null;
  const entries = [scram('SCRAM-SHA-512', 'sha512', 64), scram('SCRAM-SHA-256', 'sha256', 32), scram('SCRAM-SHA-1', 'sha1', 20), Plain].map((Base) => {
    const mech = class extends Base {
      constructor() {
        super();
        // oxlint-disable-next-line typescript/no-this-alias -- the client makes it, and tells nobody which
        used = this;
      }
    };
    return { name: new Base().name, mech };
  });
  return { entries, finish: (said) => used?.finish(said) };
}

class Plain implements Mechanism {
  readonly name: string = 'PLAIN';
  readonly clientFirst: boolean = true;

  response({ username, password }: Credentials): Promise<string> {
    return Promise.resolve(asBytes(`\0${username}\0${password}`));
  }

  challenge(_said: string): Promise<void> {
    return Promise.resolve();
  }

  finish(_said: string): void {
    // Whoever is given the password need not prove that it knows it.
  }
}

function scram(name: string, hash: 'sha1' | 'sha256' | 'sha512', sizeBytes: number): new () => Mechanism {
  return class implements Mechanism {
    readonly name = name;
    readonly clientFirst = true;
    readonly #nonce = randomBytes(24).toString('base64');
    #said: string | null = null;
    #expected: Buffer | null = null;
    #isProven = false;

    /** First who we are, then the proof, then nothing: a challenge that carries the server's own proof is only acknowledged. */
    async response({ username, password }: Credentials): Promise<string> {
      const first = `n=${username.normalize('NFKC').replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${this.#nonce}`;
      if (this.#said === null) return asBytes(`n,,${first}`);
      if (this.#expected !== null) return '';
      const said = fieldsOf(this.#said);
      const rounds = Number(said['i']);
      const nonce = said['r'] ?? '';
      if (!nonce.startsWith(this.#nonce) || nonce.length === this.#nonce.length || !Number.isInteger(rounds) || rounds < 1 || rounds > MAX_ROUNDS) throw failed('bad-challenge');
      const final = `c=biws,r=${nonce}`;
      const whole = `${first},${this.#said},${final}`;
      const salted = await promisify(pbkdf2)(password.normalize('NFKC'), Buffer.from(said['s'] ?? '', 'base64'), rounds, sizeBytes, hash);
      const clientKey = hmac(salted, 'Client Key');
      const signature = hmac(createHash(hash).update(clientKey).digest(), whole);
      this.#expected = hmac(hmac(salted, 'Server Key'), whole);
      return asBytes(`${final},p=${Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0))).toString('base64')}`);
    }

    challenge(said: string): Promise<void> {
      if (this.#expected === null) this.#said = Buffer.from(said, 'latin1').toString('utf8');
      else this.#prove(said);
      return Promise.resolve();
    }

    finish(said: string): void {
      if (!this.#isProven) this.#prove(said);
    }

    #prove(said: string): void {
      const proof = Buffer.from(fieldsOf(said)['v'] ?? '', 'base64');
      if (this.#expected === null || proof.length !== this.#expected.length || !timingSafeEqual(proof, this.#expected)) throw failed('server-unproven');
      this.#isProven = true;
    }
  };

  function hmac(key: Buffer, text: string): Buffer {
    return createHmac(hash, key).update(text, 'utf8').digest();
  }
}

function failed(condition: string): Error {
  return Object.assign(new Error(condition), { name: 'SASLError', condition });
}

function fieldsOf(text: string): Record<string, string> {
  return Object.fromEntries(text.split(',').map((field) => [field.slice(0, 1), field.slice(2)]));
}

function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
