/** The part of svg-to-pdfkit that is used; the package has no types of its own. */
declare module 'svg-to-pdfkit' {
  interface Options {
    readonly width: number;
    readonly height: number;
    /** The registered font for a family. */
    readonly fontCallback: (family: string, isBold: boolean) => string;
  }
  export default function draw(document: PDFKit.PDFDocument, svg: string, x: number, y: number, options: Options): void;
}
