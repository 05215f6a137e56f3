import { homedir, hostname, userInfo } from 'node:os';

/** Names of this machine that must not leave it. */
export interface Identities {
  readonly host: string;
  readonly user: string;
  readonly home: string;
}

/** What turns a path into a web address. */
const FILE_SCHEME = /file:\/\/(?:\/(?=[A-Za-z]:))?/g;

/** An absolute path on either kind of system: at least one folder and a name. */
const PATH = /(?<![\w./~-])(?:[A-Za-z]:[\\/]|\/|~\/)(?:[^\s\\/:'"`()<>,;]+[\\/])+([^\s\\/:'"`()<>,;]*)/g;

/** A text without host, user or folders: what is left of a path is its last part. Web addresses stay. */
export function redact(text: string, { host, user, home }: Identities = thisMachine()): string {
  const short = text.replace(FILE_SCHEME, '').replaceAll(home.length > 1 ? home : '\0', '~').replace(PATH, '…/$1');
  return [host, user].filter((name) => name.length > 2).reduce((t, name) => t.replace(new RegExp(`\\b${escape(name)}\\b`, 'g'), '…'), short);
}

// ---------------------------------------------------------------------------------------------------------------------

function thisMachine(): Identities {
  return { host: hostname(), user: userName(), home: homedir() };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return ''; // a user id without an entry has no name to hide
  }
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
