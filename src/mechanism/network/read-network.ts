/** A network from its files: the manifest and, beside it, its tensors; or a model in ONNX's format, which holds both. */
import { createHash } from 'node:crypto';
import { basename, dirname, extname, resolve } from 'node:path';
import type { NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import { InputError } from '../../errors.ts';
import { quote } from '../../input/quote.ts';
import { readUserFile, textOf } from '../../input/user-file.ts';
import { parseUserJson } from '../../input/user-json.ts';
import { compileManifest } from './compile.ts';
import type { Manifest } from './manifest.ts';
import { readNpz } from './npz.ts';
import { readOnnx } from './onnx/model.ts';
import { translateOnnx } from './onnx/translate.ts';
import { WireError } from './onnx/wire.ts';
import { readSafetensors } from './safetensors.ts';
import { TensorFileError, type Tensors } from './tensors.ts';

export interface Network {
  /** The manifest's file, without folder and ending. */
  readonly name: string;
  readonly title?: string;
  readonly source?: string;
  readonly mechanism: NetworkMechanism;
  /** SHA-256, in hexadecimal, of the manifest's bytes followed by those of the weights. */
  readonly hash: string;
  /** What the files held. */
  readonly files: { readonly manifest: unknown; readonly tensors: Tensors };
}

/** MiB. */
const MANIFEST_MAX = 4;
const WEIGHTS_MAX = 256;

/** A model as a manifest and tensors. Throws InputError. */
function onnxNetwork(path: string, field: string): Network {
  const bytes = readUserFile(path, field, WEIGHTS_MAX);
  try {
    const { manifest, tensors } = translateOnnx(readOnnx(bytes));
    return {
      name: basename(path).replace(/\.onnx$/i, ''), mechanism: compileManifest(manifest, () => tensors).mechanism,
      hash: createHash('sha256').update(bytes).digest('hex'), files: { manifest, tensors },
    };
  } catch (error) {
    if (error instanceof WireError || error instanceof TensorFileError) throw new InputError(field, `${quote(path)} ${error.message}`);
    if (error instanceof InputError) throw error.as(`${error.field} in ${basename(path)}`);
    throw error;
  }
}

/**
 * Throws InputError; `field` is how messages call the manifest, and what is wrong within it is named as `nodes[2].weight in FILE`. A file
 * that ends in `.onnx` is a model.
 */
export function readNetwork(path: string, field = 'network'): Network {
  if (extname(path).toLowerCase() === '.onnx') return onnxNetwork(path, field);
  const file = readUserFile(path, field, MANIFEST_MAX);
  const hash = createHash('sha256').update(file);
  const within = (place: string): string => `${place === '' ? 'the manifest' : place} in ${basename(path)}`;
  let content: unknown;
  try {
    content = parseUserJson(textOf(file, path, field));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(field, `${quote(path)} is not valid JSON: ${(error as Error).message}`);
  }
  const tensorsOf = ({ weights }: Manifest): Tensors => {
    if (weights === undefined) return new Map();
    const beside = resolve(dirname(path), weights);
    const ending = extname(weights).toLowerCase();
    if (ending !== '.safetensors' && ending !== '.npz') {
      throw new InputError('weights', `must be a .safetensors or .npz file, got ${quote(weights)}`);
    }
    const bytes = readUserFile(beside, 'weights', WEIGHTS_MAX);
    hash.update(bytes);
    try {
      return ending === '.npz' ? readNpz(bytes) : readSafetensors(bytes);
    } catch (error) {
      if (error instanceof TensorFileError) throw new InputError('weights', `${quote(weights)} ${error.message}`);
      throw error;
    }
  };
  try {
    let tensors: Tensors = new Map();
    const { manifest: { title, source }, mechanism } = compileManifest(content, (manifest) => (tensors = tensorsOf(manifest)));
    return {
      name: basename(path).replace(/\.json$/i, ''), mechanism, hash: hash.digest('hex'), files: { manifest: content, tensors },
      ...(title === undefined ? {} : { title }), ...(source === undefined ? {} : { source }),
    };
  } catch (error) {
    if (error instanceof InputError) throw error.as(within(error.field));
    throw error;
  }
}
