// Runs a command with services beside it, each started for it alone and stopped after it:
//
//     node tests/support/with.mjs postgres,redis -- build/release/tests/unit/data/unit_data --log_level=test_suite
//
// A service is services/NAME.mjs with `export async function start()` → { env: {…}, stop: async () => {} }. The command
// gets their env; its exit status is ours. They are stopped, too, when it fails and on SIGINT, SIGTERM and SIGHUP.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const usage = 'usage: node with.mjs NAME[,NAME…] -- COMMAND [ARGUMENT…]';
const [names, dashes, command, ...args] = process.argv.slice(2);
if (!names || dashes !== '--' || !command) {
  console.error(usage);
  process.exit(2);
}

const running = [];
let child;
let signalled;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    signalled = signal;
    child?.kill(signal);
  });
}

// The exit status a shell would give.
function run(env) {
  return new Promise((done) => {
    child = spawn(command, args, { stdio: 'inherit', env });
    child.on('error', (error) => {
      console.error(`cannot run ${command}: ${error.message}`);
      done(127);
    });
    child.on('exit', (code, signal) => done(code ?? 128 + constants.signals[signal]));
  });
}

let status = 1;
try {
  let env = process.env;
  for (const name of names.split(',')) {
    if (signalled) break;
    const service = await import(new URL(`services/${name}.mjs`, import.meta.url));
    const started = await service.start();
    running.push(started);
    env = { ...env, ...started.env };
  }
  status = signalled ? 128 + constants.signals[signalled] : await run(env);
} catch (error) {
  console.error(error.message);
} finally {
  for (const service of running.reverse()) {
    await service.stop().catch((error) => {
      console.error(error.message);
      status ||= 1;
    });
  }
}
process.exit(status);
