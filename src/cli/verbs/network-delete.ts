import { deleteVerb } from '../resources/delete-verb.ts';
import { networks } from '../resources/network.ts';

export default deleteVerb(['network', 'delete'], networks, 'cli.networkDeleteSummary', 'cli.argNetwork');
