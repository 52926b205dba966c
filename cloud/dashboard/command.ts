/** One command to an actuator, and what a person is told when it did not do. */
import { errorCodes } from "../../src/protocol/faults.js";
import { ApiError, devicePath, explain, request, sentence } from "./api.js";

const deadlineMs = 10_000; // ms; a person does not wait longer for a lamp

export type Value = number | boolean | string;

/** Resolves with the value that the device says it has now; rejects with an ApiError. */
export async function setActuator(id: string, name: string, value: Value): Promise<Value> {
  const command = { method: "actuator.set", params: { name, value }, deadlineMs };
  const answer = await request<{ result: { value: Value } }>("POST", devicePath(id, "/commands"), command);
  return answer.result.value;
}

/** Why a command failed, and what to do. */
export function explainCommand(error: unknown): string {
  if (!(error instanceof ApiError)) return explain(error);
  if (error.status === 0) {
    return "The cloud could not be reached, so nobody knows whether it was done. What is shown was reported last.";
  }
  if (error.status === 409) return "The device is offline; nothing was changed. Try again when it is back.";
  if (error.status === 429) return "The device is busy. Try again in a moment.";
  if (error.code === "lost") {
    return "The device was cut off before it answered. It may have been done: look at the state when it is back.";
  }
  if (error.status === 504) {
    return "No answer in time. It may still have been done: look at the state before you try again.";
  }
  if (error.status !== 422) return explain(error);
  const code = Number(error.code);
  if (code === errorCodes.busy || code === errorCodes.rateLimited) return "The device is busy. Try again in a moment.";
  if (code === errorCodes.expired) return "The command came too late and was not carried out. Try again.";
  if (code === errorCodes.hardware) return `${sentence(error.message)} The hardware did not do it: check the wiring.`;
  return `The device refused: ${error.message}`;
}
