// mailauth with strict: true on many zones: a line of JSON for each, in and out.
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const { spf } = createRequire(`${process.env.BENCH_HOME}/`)('mailauth/lib/spf');

const resolverOf = ({ zone, broken }) => async (asked, kind) => {
    const name = asked.toLowerCase();
    const fail = code => {
        throw Object.assign(new Error(code), { code });
    };
    if (broken.includes(`${kind} ${name}`)) {
        fail('ETIMEOUT');
    }
    if (!zone[name]) {
        fail('ENOTFOUND');
    }
    const values = zone[name][kind] || fail('ENODATA');
    if (kind === 'TXT') {
        return values.map(value => [value]);
    }
    return kind === 'MX'
        ? values.map(([priority, exchange]) => ({ priority, exchange }))
        : values.map(value => value.replace(/\.$/, ''));
};

for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
    const world = JSON.parse(line);
    const resolver = resolverOf(world);
    const results = [];
    for (const ip of world.ips) {
        const found = await spf({ ip, sender: world.sender, helo: world.helo, mta: 'mx.example.net', strict: true, resolver });
        results.push(found.status.result);
    }
    console.log(JSON.stringify(results));
}
