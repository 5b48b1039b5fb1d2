/** The few words that the main process itself says: its menu and the system's notifications. Everything else is said by the window. */
import type { Language } from '../../shared/contract.ts';
import type { Channel } from '../../shared/domain.ts';

export type Words = {
  app: string; file: string; quit: string; edit: string; undo: string; redo: string; cut: string; copy: string; paste: string; pasteText: string;
  selectAll: string; view: string; zoomIn: string; zoomOut: string; zoomReset: string; fullScreen: string; developer: string;
  addToDictionary: string; notOpened: string;
  arrived: Record<Channel, string>;
  /** Several customers at once. */
  arrivedFrom: (customers: number) => string;
  more: (contacts: number) => string;
  rings: (name: string) => string; withheld: string;
};

const ES: Words = {
  app: 'Hilo', file: 'Archivo', quit: 'Salir', edit: 'Editar', undo: 'Deshacer', redo: 'Rehacer', cut: 'Cortar', copy: 'Copiar', paste: 'Pegar', pasteText: 'Pegar sin formato',
  selectAll: 'Seleccionar todo', view: 'Ver', zoomIn: 'Agrandar', zoomOut: 'Achicar', zoomReset: 'Tamaño normal', fullScreen: 'Pantalla completa', developer: 'Herramientas de desarrollo',
  addToDictionary: 'Agregar al diccionario', notOpened: 'Hilo no pudo abrir la ventana',
  arrived: { mail: 'Correo nuevo', chat: 'Mensaje nuevo', call: 'Llamada', visit: 'Visita', note: 'Nota', survey: 'Encuesta respondida', web: 'Paso en la web', public: 'Reseña nueva' },
  arrivedFrom: (customers) => `Novedades de ${customers} clientes`,
  more: (contacts) => contacts === 1 ? 'y 1 más' : `y ${contacts} más`,
  rings: (name) => `Llama ${name}`, withheld: 'Número oculto',
};

const EN: Words = {
  app: 'Hilo', file: 'File', quit: 'Quit', edit: 'Edit', undo: 'Undo', redo: 'Redo', cut: 'Cut', copy: 'Copy', paste: 'Paste', pasteText: 'Paste without formatting',
  selectAll: 'Select all', view: 'View', zoomIn: 'Zoom in', zoomOut: 'Zoom out', zoomReset: 'Actual size', fullScreen: 'Full screen', developer: 'Developer tools',
  addToDictionary: 'Add to dictionary', notOpened: 'Hilo could not open its window',
  arrived: { mail: 'New mail', chat: 'New message', call: 'Call', visit: 'Visit', note: 'Note', survey: 'Survey answered', web: 'Step on the web', public: 'New review' },
  arrivedFrom: (customers) => `News from ${customers} customers`,
  more: (contacts) => contacts === 1 ? 'and 1 more' : `and ${contacts} more`,
  rings: (name) => `${name} is calling`, withheld: 'Number withheld',
};

export function wordsIn(language: Language): Words {
  return language === 'es' ? ES : EN;
}
