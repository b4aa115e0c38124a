// Drafts on this device: IndexedDB, each encrypted under a key of the user that no script can read
// out. Without a secure context (plain HTTP) or without IndexedDB nothing is kept here at all.
import { openDB } from "idb";

const DAYS_KEPT = 7;
export const canKeep = () => Boolean(window.isSecureContext && window.crypto?.subtle && window.indexedDB);

let opened;
const open = () => (opened ||= openDB("guihang", 1, {
  upgrade(db) {
    db.createObjectStore("keys");
    db.createObjectStore("drafts");
  },
}).catch((fault) => { opened = undefined; throw fault; }));

async function keyOf(user) {
  const db = await open();
  const known = await db.get("keys", user);
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Two tabs may arrive together: the first stored key wins for both.
  const step = db.transaction("keys", "readwrite");
  const winner = await step.store.get(user);
  if (!winner) await step.store.put(made, user);
  await step.done;
  return winner || made;
}

// The user is part of the place and of the seal: another person's draft is neither found nor readable.
const place = (user, key) => `${user}\n${key}`;
const seal = (user, key, iv) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(place(user, key)) });

/** Keep {fields, saved_at}; `synced` says that the server has this very state too. */
export async function keep(user, key, draft, synced) {
  if (!canKeep() || !user) return false;
  try {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(draft));
    const data = await crypto.subtle.encrypt(seal(user, key, iv), await keyOf(user), plain);
    await (await open()).put("drafts", { iv, data, synced, saved_at: draft.saved_at }, place(user, key));
    return true;
  } catch {
    return false;
  }
}

/** The kept draft {fields, saved_at, synced}, or null. */
export async function kept(user, key) {
  if (!canKeep() || !user) return null;
  try {
    const row = await (await open()).get("drafts", place(user, key));
    if (!row) return null;
    const plain = await crypto.subtle.decrypt(seal(user, key, row.iv), await keyOf(user), row.data);
    return { ...JSON.parse(new TextDecoder().decode(plain)), synced: row.synced };
  } catch {
    return null;
  }
}

export async function forget(user, key) {
  if (canKeep() && user) await open().then((db) => db.delete("drafts", place(user, key))).catch(() => {});
}

/** At log-out: every draft of this user and the key to them leave this device. */
export async function wipe(user) {
  if (!canKeep() || !user) return;
  await open().then(async (db) => {
    const mine = (await db.getAllKeys("drafts")).filter((name) => name.startsWith(place(user, "")));
    await Promise.all([...mine.map((name) => db.delete("drafts", name)), db.delete("keys", user)]);
  }).catch(() => {});
}

/** Old drafts do not lie about on a shared device. */
export async function prune(now) {
  if (!canKeep()) return;
  const oldest = now - DAYS_KEPT * 86400000;
  await open().then(async (db) => {
    for (const name of await db.getAllKeys("drafts")) {
      const row = await db.get("drafts", name);
      if (row && row.saved_at < oldest) await db.delete("drafts", name);
    }
  }).catch(() => {});
}
