import { ports } from '../../objects/index.ts';
import { deleteVerb } from '../resources/delete-verb.ts';

export default deleteVerb(['port', 'delete'], ports, 'cli.portDeleteSummary', 'cli.argPort');
