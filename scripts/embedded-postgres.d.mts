export interface EmbeddedPostgres {
  /** Superuser, database `postgres`, TCP on 127.0.0.1. */
  adminUrl: string;
  port: number;
  pid: number;
  /** True when it was already serving this directory: it has another owner as well. */
  reused: boolean;
  /** Fast shutdown; resolves when the server is gone. */
  stop(): Promise<void>;
}

export interface StartOptions {
  dataDir: string;
  port?: number;
  /** Default: `<dataDir>.log`. */
  logFile?: string;
  /** false gives up fsync for speed: only for data that a test throws away. Default true. */
  durable?: boolean;
}

export function startPostgres(options: StartOptions): Promise<EmbeddedPostgres>;
export function freePort(): Promise<number>;
