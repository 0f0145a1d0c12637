import path from "node:path";
import { databaseHolds, emptyDatabase } from "./seed/demo/empty-database.ts";
import { plantWorld } from "./seed/demo/plant-world.ts";

/** Seeds the demo world of Northgate into an empty database (or over a seeding that was cut short). */
async function seed(): Promise<void> {
  const ownerUrl = process.env.DATABASE_MIGRATION_URL;
  if (!ownerUrl) throw new Error("db:seed needs DATABASE_MIGRATION_URL, an owner's connection.");
  const held = await databaseHolds(ownerUrl);
  if (held === "data") return console.log("The database is in use; nothing is seeded.");
  if (held === "unfinished demo") await emptyDatabase(ownerUrl);

  const startedAt = performance.now();
  const demoFile = path.join(process.env.DATA_DIR ?? ".data", "demo.json");
  const world = await plantWorld({ ownerUrl, demoFile });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`Seeded ${world.merchants} merchants and ${world.orders} orders in ${seconds} s.`);
}

process.env.PROGRAM ??= "seed";
await seed();
process.exit(0);
