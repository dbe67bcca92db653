export interface ChosenPort {
  part: string;
  variable: string;
  port: number;
  host: string;
}

export function chosenPorts(env: NodeJS.ProcessEnv): ChosenPort[];
export function requireFreePorts(ports: ChosenPort[]): Promise<void>;
export function isFree(port: number, host?: string): Promise<boolean>;
