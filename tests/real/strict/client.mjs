// A person with a strict client: matrix-js-sdk, as Element uses it, that excludes devices their owner did not sign.
// Commands come in as JSON lines, answers and what is seen go out as JSON lines; tests/real/strict_client.py drives it.
import { createInterface } from "node:readline";
import { webcrypto } from "node:crypto";
import * as sdk from "matrix-js-sdk";
import { logger } from "matrix-js-sdk/lib/logger.js";
import { EventShieldColour, OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";

logger.setLevel("silent");
const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
for (const name of ["log", "info", "debug", "warn", "error"]) console[name] = () => {};

const MEGOLM = "m.megolm.v1.aes-sha2";
const encrypted = [{ type: "m.room.encryption", state_key: "", content: { algorithm: MEGOLM } }];
let client;

const unpadded = (bytes) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");

async function fileOf(content) {
  const found = content.file ?? (content.url && { url: content.url });
  if (!found) return null;
  const url = client.mxcUrlToHttp(found.url, undefined, undefined, undefined, false, true, true);
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${client.getAccessToken()}` } });
  if (!answer.ok) throw new Error(`download: ${answer.status}`);
  let bytes = Buffer.from(await answer.arrayBuffer());
  if (found.key) {
    const sum = unpadded(await webcrypto.subtle.digest("SHA-256", bytes));
    if (sum !== found.hashes.sha256) throw new Error("the file is not what was sent");
    const key = await webcrypto.subtle.importKey("jwk", found.key, "AES-CTR", false, ["decrypt"]);
    const counter = Buffer.from(found.iv, "base64");
    bytes = Buffer.from(await webcrypto.subtle.decrypt({ name: "AES-CTR", counter, length: 64 }, key, bytes));
  }
  return { name: content.filename ?? content.body, media_type: content.info?.mimetype ?? "", base64: bytes.toString("base64") };
}

const seen = new Set();

async function see(event) {
  if (event.getType() !== "m.room.message" || event.getSender() === client.getUserId() || seen.has(event.getId())) return;
  seen.add(event.getId());
  const content = event.getContent();
  const info = event.isEncrypted() ? await client.getCrypto().getEncryptionInfoForEvent(event) : null;
  tell({
    seen: {
      room: event.getRoomId(),
      sender: event.getSender(),
      body: content.body ?? "",
      html: content.formatted_body ?? null,
      encrypted: event.isEncrypted(),
      shield: info && info.shieldColour !== EventShieldColour.NONE ? `colour ${info.shieldColour}, reason ${info.shieldReason}` : null,
      unreadable: event.isDecryptionFailure(),
      file: await fileOf(content),
    },
  });
}

async function look(event) {
  if (event.isBeingDecrypted()) await event.getDecryptionPromise();
  // What cannot be read yet may become readable when its key comes: told again then.
  if (event.isDecryptionFailure()) tell({ unreadable: { room: event.getRoomId(), reason: String(event.decryptionFailureReason) } });
  else await see(event);
}

const commands = {
  async login({ homeserver, user, password }) {
    const answer = await sdk.createClient({ baseUrl: homeserver }).loginRequest({
      type: "m.login.password",
      identifier: { type: "m.id.user", user },
      password,
    });
    client = sdk.createClient({
      baseUrl: homeserver,
      userId: answer.user_id,
      deviceId: answer.device_id,
      accessToken: answer.access_token,
    });
    await client.initRustCrypto({ useIndexedDB: false });
    client.on(sdk.RoomEvent.Timeline, (event, _room, toStart) => toStart || void look(event));
    client.on(sdk.MatrixEventEvent.Decrypted, (event) => void look(event));
    client.on(sdk.RoomEvent.MyMembership, (room, membership) => {
      const by = room.getMember(client.getUserId())?.events.member?.getSender();
      tell({ membership: { room: room.roomId, membership, by } });
    });
    await client.startClient({ initialSyncLimit: 20 });
    await new Promise((done) =>
      client.on(sdk.ClientEvent.Sync, (state) => state === "PREPARED" && done()),
    );
    const crypto = client.getCrypto();
    await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: (ask) => ask(null) });
    crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
    return { user: answer.user_id };
  },
  async create({ invite, encrypt }) {
    const made = await client.createRoom({
      preset: "trusted_private_chat",
      is_direct: true,
      invite,
      initial_state: encrypt ? encrypted : [],
    });
    return { room: made.room_id };
  },
  async join({ room }) {
    return { room: (await client.joinRoom(room)).roomId };
  },
  async leave({ room }) {
    await client.leave(room);
    return {};
  },
  async invite({ room, person }) {
    await client.invite(room, person);
    return {};
  },
  async send({ room, content }) {
    return { event: (await client.sendMessage(room, content)).event_id };
  },
  // Who is in a room, joined or invited, as this client sees it; and whether it is encrypted.
  async room({ room }) {
    const found = client.getRoom(room);
    const members = ["join", "invite"].flatMap((kind) => found?.getMembersWithMembership(kind) ?? []);
    return { members: members.map((member) => member.userId), encrypted: found?.hasEncryptionStateEvent() ?? false };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, command, arguments: given } = JSON.parse(line);
  commands[command](given).then(
    (result) => tell({ id, result }),
    (error) => tell({ id, error: String(error?.message ?? error) }),
  );
}
process.exit(0);
