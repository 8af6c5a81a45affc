/*! Rewards support agent, rewards-sidebar.js of version 1. Apache-2.0, with Lit, BSD-3-Clause. Source: ../; licences: licences.txt */
var pe=globalThis,Ue=pe.ShadowRoot&&(pe.ShadyCSS===void 0||pe.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,qe=Symbol(),Ot=new WeakMap,Ht=class{constructor(r,e,t){if(this._$cssResult$=!0,t!==qe)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=r,this.t=e}get styleSheet(){let r=this.o,e=this.t;if(Ue&&r===void 0){let t=e!==void 0&&e.length===1;t&&(r=Ot.get(e)),r===void 0&&((this.o=r=new CSSStyleSheet).replaceSync(this.cssText),t&&Ot.set(e,r))}return r}toString(){return this.cssText}},tn=r=>new Ht(typeof r=="string"?r:r+"",void 0,qe),h=(r,...e)=>{let t=r.length===1?r[0]:e.reduce((s,n,o)=>s+(a=>{if(a._$cssResult$===!0)return a.cssText;if(typeof a=="number")return a;throw Error("Value passed to 'css' function must be a 'css' function result: "+a+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(n)+r[o+1],r[0]);return new Ht(t,r,qe)},rn=(r,e)=>{if(Ue)r.adoptedStyleSheets=e.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(let t of e){let s=document.createElement("style"),n=pe.litNonce;n!==void 0&&s.setAttribute("nonce",n),s.textContent=t.cssText,r.appendChild(s)}},It=Ue?r=>r:r=>r instanceof CSSStyleSheet?(e=>{let t="";for(let s of e.cssRules)t+=s.cssText;return tn(t)})(r):r,{is:sn,defineProperty:nn,getOwnPropertyDescriptor:on,getOwnPropertyNames:an,getOwnPropertySymbols:ln,getPrototypeOf:dn}=Object,fe=globalThis,Rt=fe.trustedTypes,cn=Rt?Rt.emptyScript:"",un=fe.reactiveElementPolyfillSupport,re=(r,e)=>r,Me={toAttribute(r,e){switch(e){case Boolean:r=r?cn:null;break;case Object:case Array:r=r==null?r:JSON.stringify(r)}return r},fromAttribute(r,e){let t=r;switch(e){case Boolean:t=r!==null;break;case Number:t=r===null?null:Number(r);break;case Object:case Array:try{t=JSON.parse(r)}catch{t=null}}return t}},jt=(r,e)=>!sn(r,e),Lt={attribute:!0,type:String,converter:Me,reflect:!1,useDefault:!1,hasChanged:jt};Symbol.metadata??=Symbol("metadata"),fe.litPropertyMetadata??=new WeakMap;var K=class extends HTMLElement{static addInitializer(r){this._$Ei(),(this.l??=[]).push(r)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(r,e=Lt){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(r)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(r,e),!e.noAccessor){let t=Symbol(),s=this.getPropertyDescriptor(r,t,e);s!==void 0&&nn(this.prototype,r,s)}}static getPropertyDescriptor(r,e,t){let{get:s,set:n}=on(this.prototype,r)??{get(){return this[e]},set(o){this[e]=o}};return{get:s,set(o){let a=s?.call(this);n?.call(this,o),this.requestUpdate(r,a,t)},configurable:!0,enumerable:!0}}static getPropertyOptions(r){return this.elementProperties.get(r)??Lt}static _$Ei(){if(this.hasOwnProperty(re("elementProperties")))return;let r=dn(this);r.finalize(),r.l!==void 0&&(this.l=[...r.l]),this.elementProperties=new Map(r.elementProperties)}static finalize(){if(this.hasOwnProperty(re("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(re("properties"))){let e=this.properties,t=[...an(e),...ln(e)];for(let s of t)this.createProperty(s,e[s])}let r=this[Symbol.metadata];if(r!==null){let e=litPropertyMetadata.get(r);if(e!==void 0)for(let[t,s]of e)this.elementProperties.set(t,s)}this._$Eh=new Map;for(let[e,t]of this.elementProperties){let s=this._$Eu(e,t);s!==void 0&&this._$Eh.set(s,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(r){let e=[];if(Array.isArray(r)){let t=new Set(r.flat(1/0).reverse());for(let s of t)e.unshift(It(s))}else r!==void 0&&e.push(It(r));return e}static _$Eu(r,e){let t=e.attribute;return t===!1?void 0:typeof t=="string"?t:typeof r=="string"?r.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(r=>this.enableUpdating=r),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(r=>r(this))}addController(r){(this._$EO??=new Set).add(r),this.renderRoot!==void 0&&this.isConnected&&r.hostConnected?.()}removeController(r){this._$EO?.delete(r)}_$E_(){let r=new Map,e=this.constructor.elementProperties;for(let t of e.keys())this.hasOwnProperty(t)&&(r.set(t,this[t]),delete this[t]);r.size>0&&(this._$Ep=r)}createRenderRoot(){let r=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return rn(r,this.constructor.elementStyles),r}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(r=>r.hostConnected?.())}enableUpdating(r){}disconnectedCallback(){this._$EO?.forEach(r=>r.hostDisconnected?.())}attributeChangedCallback(r,e,t){this._$AK(r,t)}_$ET(r,e){let t=this.constructor.elementProperties.get(r),s=this.constructor._$Eu(r,t);if(s!==void 0&&t.reflect===!0){let n=(t.converter?.toAttribute!==void 0?t.converter:Me).toAttribute(e,t.type);this._$Em=r,n==null?this.removeAttribute(s):this.setAttribute(s,n),this._$Em=null}}_$AK(r,e){let t=this.constructor,s=t._$Eh.get(r);if(s!==void 0&&this._$Em!==s){let n=t.getPropertyOptions(s),o=typeof n.converter=="function"?{fromAttribute:n.converter}:n.converter?.fromAttribute!==void 0?n.converter:Me;this._$Em=s;let a=o.fromAttribute(e,n.type);this[s]=a??this._$Ej?.get(s)??a,this._$Em=null}}requestUpdate(r,e,t,s=!1,n){if(r!==void 0){let o=this.constructor;if(s===!1&&(n=this[r]),t??=o.getPropertyOptions(r),!((t.hasChanged??jt)(n,e)||t.useDefault&&t.reflect&&n===this._$Ej?.get(r)&&!this.hasAttribute(o._$Eu(r,t))))return;this.C(r,e,t)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(r,e,{useDefault:t,reflect:s,wrapped:n},o){t&&!(this._$Ej??=new Map).has(r)&&(this._$Ej.set(r,o??e??this[r]),n!==!0||o!==void 0)||(this._$AL.has(r)||(this.hasUpdated||t||(e=void 0),this._$AL.set(r,e)),s===!0&&this._$Em!==r&&(this._$Eq??=new Set).add(r))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let r=this.scheduleUpdate();return r!=null&&await r,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[s,n]of this._$Ep)this[s]=n;this._$Ep=void 0}let t=this.constructor.elementProperties;if(t.size>0)for(let[s,n]of t){let{wrapped:o}=n,a=this[s];o!==!0||this._$AL.has(s)||a===void 0||this.C(s,void 0,n,a)}}let r=!1,e=this._$AL;try{r=this.shouldUpdate(e),r?(this.willUpdate(e),this._$EO?.forEach(t=>t.hostUpdate?.()),this.update(e)):this._$EM()}catch(t){throw r=!1,this._$EM(),t}r&&this._$AE(e)}willUpdate(r){}_$AE(r){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(r)),this.updated(r)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(r){return!0}update(r){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(r){}firstUpdated(r){}};K.elementStyles=[],K.shadowRootOptions={mode:"open"},K[re("elementProperties")]=new Map,K[re("finalized")]=new Map,un?.({ReactiveElement:K}),(fe.reactiveElementVersions??=[]).push("2.1.2");var ze=globalThis,Nt=r=>r,me=ze.trustedTypes,Pt=me?me.createPolicy("lit-html",{createHTML:r=>r}):void 0,Be="$lit$",R=`lit$${Math.random().toFixed(9).slice(2)}$`,Fe="?"+R,hn=`<${Fe}>`,z=document,se=()=>z.createComment(""),ne=r=>r===null||typeof r!="object"&&typeof r!="function",We=Array.isArray,Kt=r=>We(r)||typeof r?.[Symbol.iterator]=="function",Ne=`[ 	
\f\r]`,ee=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Mt=/-->/g,Dt=/>/g,D=RegExp(`>|${Ne}(?:([^\\s"'>=/]+)(${Ne}*=${Ne}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Ut=/'/g,qt=/"/g,Gt=/^(?:script|style|textarea|title)$/i,He=r=>(e,...t)=>({_$litType$:r,strings:e,values:t}),l=He(1),A=He(2),xi=He(3),P=Symbol.for("lit-noChange"),d=Symbol.for("lit-nothing"),zt=new WeakMap,q=z.createTreeWalker(z,129);function Vt(r,e){if(!We(r)||!r.hasOwnProperty("raw"))throw Error("invalid template strings array");return Pt!==void 0?Pt.createHTML(e):e}var Jt=(r,e)=>{let t=r.length-1,s=[],n,o=e===2?"<svg>":e===3?"<math>":"",a=ee;for(let c=0;c<t;c++){let u=r[c],f,m,p=-1,$=0;for(;$<u.length&&(a.lastIndex=$,m=a.exec(u),m!==null);)$=a.lastIndex,a===ee?m[1]==="!--"?a=Mt:m[1]!==void 0?a=Dt:m[2]!==void 0?(Gt.test(m[2])&&(n=RegExp("</"+m[2],"g")),a=D):m[3]!==void 0&&(a=D):a===D?m[0]===">"?(a=n??ee,p=-1):m[1]===void 0?p=-2:(p=a.lastIndex-m[2].length,f=m[1],a=m[3]===void 0?D:m[3]==='"'?qt:Ut):a===qt||a===Ut?a=D:a===Mt||a===Dt?a=ee:(a=D,n=void 0);let w=a===D&&r[c+1].startsWith("/>")?" ":"";o+=a===ee?u+hn:p>=0?(s.push(f),u.slice(0,p)+Be+u.slice(p)+R+w):u+R+(p===-2?c:w)}return[Vt(r,o+(r[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),s]},De=class Yt{constructor({strings:e,_$litType$:t},s){let n;this.parts=[];let o=0,a=0,c=e.length-1,u=this.parts,[f,m]=Jt(e,t);if(this.el=Yt.createElement(f,s),q.currentNode=this.el.content,t===2||t===3){let p=this.el.content.firstChild;p.replaceWith(...p.childNodes)}for(;(n=q.nextNode())!==null&&u.length<c;){if(n.nodeType===1){if(n.hasAttributes())for(let p of n.getAttributeNames())if(p.endsWith(Be)){let $=m[a++],w=n.getAttribute(p).split(R),k=/([.?@])?(.*)/.exec($);u.push({type:1,index:o,name:k[2],strings:w,ctor:k[1]==="."?Xt:k[1]==="?"?er:k[1]==="@"?tr:oe}),n.removeAttribute(p)}else p.startsWith(R)&&(u.push({type:6,index:o}),n.removeAttribute(p));if(Gt.test(n.tagName)){let p=n.textContent.split(R),$=p.length-1;if($>0){n.textContent=me?me.emptyScript:"";for(let w=0;w<$;w++)n.append(p[w],se()),q.nextNode(),u.push({type:2,index:++o});n.append(p[$],se())}}}else if(n.nodeType===8)if(n.data===Fe)u.push({type:2,index:o});else{let p=-1;for(;(p=n.data.indexOf(R,p+1))!==-1;)u.push({type:7,index:o}),p+=R.length-1}o++}}static createElement(e,t){let s=z.createElement("template");return s.innerHTML=e,s}};function B(r,e,t=r,s){if(e===P)return e;let n=s!==void 0?t._$Co?.[s]:t._$Cl,o=ne(e)?void 0:e._$litDirective$;return n?.constructor!==o&&(n?._$AO?.(!1),o===void 0?n=void 0:(n=new o(r),n._$AT(r,t,s)),s!==void 0?(t._$Co??=[])[s]=n:t._$Cl=n),n!==void 0&&(e=B(r,n._$AS(r,e.values),n,s)),e}var Zt=class{constructor(r,e){this._$AV=[],this._$AN=void 0,this._$AD=r,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(r){let{el:{content:e},parts:t}=this._$AD,s=(r?.creationScope??z).importNode(e,!0);q.currentNode=s;let n=q.nextNode(),o=0,a=0,c=t[0];for(;c!==void 0;){if(o===c.index){let u;c.type===2?u=new ge(n,n.nextSibling,this,r):c.type===1?u=new c.ctor(n,c.name,c.strings,this,r):c.type===6&&(u=new rr(n,this,r)),this._$AV.push(u),c=t[++a]}o!==c?.index&&(n=q.nextNode(),o++)}return q.currentNode=z,s}p(r){let e=0;for(let t of this._$AV)t!==void 0&&(t.strings!==void 0?(t._$AI(r,t,e),e+=t.strings.length-2):t._$AI(r[e])),e++}},ge=class Qt{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,s,n){this.type=2,this._$AH=d,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=s,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=B(this,e,t),ne(e)?e===d||e==null||e===""?(this._$AH!==d&&this._$AR(),this._$AH=d):e!==this._$AH&&e!==P&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):Kt(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==d&&ne(this._$AH)?this._$AA.nextSibling.data=e:this.T(z.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:s}=e,n=typeof s=="number"?this._$AC(e):(s.el===void 0&&(s.el=De.createElement(Vt(s.h,s.h[0]),this.options)),s);if(this._$AH?._$AD===n)this._$AH.p(t);else{let o=new Zt(n,this),a=o.u(this.options);o.p(t),this.T(a),this._$AH=o}}_$AC(e){let t=zt.get(e.strings);return t===void 0&&zt.set(e.strings,t=new De(e)),t}k(e){We(this._$AH)||(this._$AH=[],this._$AR());let t=this._$AH,s,n=0;for(let o of e)n===t.length?t.push(s=new Qt(this.O(se()),this.O(se()),this,this.options)):s=t[n],s._$AI(o),n++;n<t.length&&(this._$AR(s&&s._$AB.nextSibling,n),t.length=n)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let s=Nt(e).nextSibling;Nt(e).remove(),e=s}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},oe=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(r,e,t,s,n){this.type=1,this._$AH=d,this._$AN=void 0,this.element=r,this.name=e,this._$AM=s,this.options=n,t.length>2||t[0]!==""||t[1]!==""?(this._$AH=Array(t.length-1).fill(new String),this.strings=t):this._$AH=d}_$AI(r,e=this,t,s){let n=this.strings,o=!1;if(n===void 0)r=B(this,r,e,0),o=!ne(r)||r!==this._$AH&&r!==P,o&&(this._$AH=r);else{let a=r,c,u;for(r=n[0],c=0;c<n.length-1;c++)u=B(this,a[t+c],e,c),u===P&&(u=this._$AH[c]),o||=!ne(u)||u!==this._$AH[c],u===d?r=d:r!==d&&(r+=(u??"")+n[c+1]),this._$AH[c]=u}o&&!s&&this.j(r)}j(r){r===d?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,r??"")}},Xt=class extends oe{constructor(){super(...arguments),this.type=3}j(r){this.element[this.name]=r===d?void 0:r}},er=class extends oe{constructor(){super(...arguments),this.type=4}j(r){this.element.toggleAttribute(this.name,!!r&&r!==d)}},tr=class extends oe{constructor(r,e,t,s,n){super(r,e,t,s,n),this.type=5}_$AI(r,e=this){if((r=B(this,r,e,0)??d)===P)return;let t=this._$AH,s=r===d&&t!==d||r.capture!==t.capture||r.once!==t.once||r.passive!==t.passive,n=r!==d&&(t===d||s);s&&this.element.removeEventListener(this.name,this,t),n&&this.element.addEventListener(this.name,this,r),this._$AH=r}handleEvent(r){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,r):this._$AH.handleEvent(r)}},rr=class{constructor(r,e,t){this.element=r,this.type=6,this._$AN=void 0,this._$AM=e,this.options=t}get _$AU(){return this._$AM._$AU}_$AI(r){B(this,r)}},pn={M:Be,P:R,A:Fe,C:1,L:Jt,R:Zt,D:Kt,V:B,I:ge,H:oe,N:er,U:tr,B:Xt,F:rr},mn=ze.litHtmlPolyfillSupport;mn?.(De,ge),(ze.litHtmlVersions??=[]).push("3.3.3");var je=(r,e,t)=>{let s=t?.renderBefore??e,n=s._$litPart$;if(n===void 0){let o=t?.renderBefore??null;s._$litPart$=n=new ge(e.insertBefore(se(),o),o,void 0,t??{})}return n._$AI(r),n},Ke=globalThis,g=class extends K{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let r=super.createRenderRoot();return this.renderOptions.renderBefore??=r.firstChild,r}update(r){let e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(r),this._$Do=je(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return P}};g._$litElement$=!0,g.finalized=!0,Ke.litElementHydrateSupport?.({LitElement:g});var fn=Ke.litElementPolyfillSupport;fn?.({LitElement:g});(Ke.litElementVersions??=[]).push("4.2.2");var sr={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},nr=r=>(...e)=>({_$litDirective$:r,values:e}),or=class{constructor(r){}get _$AU(){return this._$AM._$AU}_$AT(r,e,t){this._$Ct=r,this._$AM=e,this._$Ci=t}_$AS(r,e){return this.update(r,e)}update(r,e){return this.render(...e)}},ki=nr(class extends or{constructor(r){if(super(r),r.type!==sr.ATTRIBUTE||r.name!=="class"||r.strings?.length>2)throw Error("`classMap()` can only be used in the `class` attribute and must be the only part in the attribute.")}render(r){return" "+Object.keys(r).filter(e=>r[e]).join(" ")+" "}update(r,[e]){if(this.st===void 0){this.st=new Set,r.strings!==void 0&&(this.nt=new Set(r.strings.join(" ").split(/\s/).filter(s=>s!=="")));for(let s in e)e[s]&&!this.nt?.has(s)&&this.st.add(s);return this.render(e)}let t=r.element.classList;for(let s of this.st)s in e||(t.remove(s),this.st.delete(s));for(let s in e){let n=!!e[s];n===this.st.has(s)||this.nt?.has(s)||(n?(t.add(s),this.st.add(s)):(t.remove(s),this.st.delete(s)))}return P}}),{I:gn}=pn,Bt=r=>r,Ft=()=>document.createComment(""),te=(r,e,t)=>{let s=r._$AA.parentNode,n=e===void 0?r._$AB:e._$AA;if(t===void 0){let o=s.insertBefore(Ft(),n),a=s.insertBefore(Ft(),n);t=new gn(o,a,r,r.options)}else{let o=t._$AB.nextSibling,a=t._$AM,c=a!==r;if(c){let u;t._$AQ?.(r),t._$AM=r,t._$AP!==void 0&&(u=r._$AU)!==a._$AU&&t._$AP(u)}if(o!==n||c){let u=t._$AA;for(;u!==o;){let f=Bt(u).nextSibling;Bt(s).insertBefore(u,n),u=f}}}return t},U=(r,e,t=r)=>(r._$AI(e,t),r),wn={},bn=(r,e=wn)=>r._$AH=e,yn=r=>r._$AH,Pe=r=>{r._$AR(),r._$AA.remove()},Wt=(r,e,t)=>{let s=new Map;for(let n=e;n<=t;n++)s.set(r[n],n);return s},G=nr(class extends or{constructor(r){if(super(r),r.type!==sr.CHILD)throw Error("repeat() can only be used in text expressions")}dt(r,e,t){let s;t===void 0?t=e:e!==void 0&&(s=e);let n=[],o=[],a=0;for(let c of r)n[a]=s?s(c,a):a,o[a]=t(c,a),a++;return{values:o,keys:n}}render(r,e,t){return this.dt(r,e,t).values}update(r,[e,t,s]){let n=yn(r),{values:o,keys:a}=this.dt(e,t,s);if(!Array.isArray(n))return this.ut=a,o;let c=this.ut??=[],u=[],f,m,p=0,$=n.length-1,w=0,k=o.length-1;for(;p<=$&&w<=k;)if(n[p]===null)p++;else if(n[$]===null)$--;else if(c[p]===a[w])u[w]=U(n[p],o[w]),p++,w++;else if(c[$]===a[k])u[k]=U(n[$],o[k]),$--,k--;else if(c[p]===a[k])u[k]=U(n[p],o[k]),te(r,u[k+1],n[p]),p++,k--;else if(c[$]===a[w])u[w]=U(n[$],o[w]),te(r,n[p],n[$]),$--,w++;else if(f===void 0&&(f=Wt(a,w,k),m=Wt(c,p,$)),f.has(c[p]))if(f.has(c[$])){let I=m.get(a[w]),Le=I!==void 0?n[I]:null;if(Le===null){let _t=te(r,n[p]);U(_t,o[w]),u[w]=_t}else u[w]=U(Le,o[w]),te(r,n[p],Le),n[I]=null;w++}else Pe(n[$]),$--;else Pe(n[p]),p++;for(;w<=k;){let I=te(r,u[k+1]);U(I,o[w]),u[w++]=I}for(;p<=$;){let I=n[p++];I!==null&&Pe(I)}return this.ut=a,bn(r,u),P}});var ir={"status.PENDING":"Not issued yet","status.RESERVED":"Reserved","status.PARTIALLY_ISSUED":"Partly issued","status.ISSUED":"Issued","status.FAILED":"Failed","status.CANCELLED":"Cancelled","status.EXPIRED":"Expired","status.UNKNOWN":"Not known","status.PARTIALLY_REVERSED":"Partly reversed","status.REVERSED":"Reversed","status.RECORDED":"Recorded only","status.SHIPPED":"Shipped","status.RETURNED":"Returned","reversal.PARTIAL":"Partly reversed","reversal.FULL":"Fully reversed","reason.AWAITING_SHIPMENT":"Waiting for shipment","reason.ISSUANCE_PENDING":"Not issued yet","reason.ISSUANCE_FAILED":"The issuance failed","reason.SCRATCH_CARD_UNREVEALED":"Scratch card not revealed yet","reason.ITEM_RETURNED":"Item returned","reason.CANCELLED":"Cancelled","reason.EXPIRED":"Expired","reason.CAP_REACHED":"Promotion limit reached","reason.REVERSED":"Reversed","reason.OVER_ISSUED":"More was issued than promised","reason.DUPLICATE_ISSUANCE":"May have been issued twice","reason.ROUNDING":"A rounding difference; nothing more is due","reason.SOURCE_CONFLICT":"The records disagree","reason.SOURCE_UNAVAILABLE":"A source did not answer","reason.MALFORMED_ROW":"A record cannot be read","reason.COMPLETE":"Complete","benefit.INSTANT_CASHBACK":"Instant cashback","benefit.SCRATCH_CARD":"Scratch card","benefit.GIFT_CARD":"Gift card","benefit.POINTS":"Points","source.ped":"promotion record (PED)","source.lineItems":"line item tracker","source.concessions":"Concessions database","source.ledger":"derived from all records","source.records":"record needed for part of this","sourceStatus.ok":"answered","sourceStatus.empty":"answered, no records","sourceStatus.timeout":"did not answer in time","sourceStatus.error":"could not be read","sourceStatus.circuitOpen":"failed repeatedly and is skipped for now","sourceStatus.stale":"answered with older data","sourceStatus.notRequested":"was not needed","gap.timeout":"The {source} did not answer in time","gap.error":"The {source} could not be read","gap.circuitOpen":"The {source} failed repeatedly and is skipped for now","gap.other":"The {source}: {status}","gap.alone":"{gap}.","gap.withLoss":"{gap}, so {loss}.","loss.ped":"what was promised is not known","loss.lineItems":"the status of the individual items is not known","loss.concessions":"what was granted and what remains is not known","label.promised":"Promised","label.granted":"Granted","label.remaining":"Remaining","label.issued":"Issued, before reversals","label.reversed":"Reversed","label.pending":"Reserved, not issued yet","label.cancelled":"Cancelled","label.expired":"Expired","label.closed":"No longer due","label.overIssued":"Issued in excess","label.difference":"Difference","label.installment":"Installment","label.attempted":"Attempted, not issued","label.recorded":"Recorded, without an event","label.itemPromised":"Promised for the item","label.itemIssued":"Issued for the item","label.trackedPromised":"Promised by the line item tracker","label.trackedIssued":"Issued by the line item tracker","label.claimed":"Claimed in the question","label.issuedOn":"Issued on","label.attemptedOn":"Attempted on","label.recordedOn":"Recorded on","label.reversedOn":"Reversed on","label.closedOn":"No longer due since","label.createdOn":"Created on","label.revealedOn":"Revealed on","label.expiresOn":"Expires on","label.windowFrom":"Searched from","label.windowTo":"Searched to (inclusive)","label.askedFrom":"Asked about, from","label.askedTo":"Asked about, to","label.giftCard":"Gift card","label.order":"Order","label.installmentCount":"Number of installments","label.openItemCount":"Number of open items","label.cardCount":"Number of gift cards","label.orderCount":"Number of orders","label.benefitCount":"Number of benefits","label.installmentsLeftOut":"Installments not listed","label.daysLeft":"Days left","label.status":"Status","label.reversalStatus":"Reversal status","label.reason":"Reason","label.conflict":"Conflict","label.itemTitle":"Item","label.promotionName":"Promotion","conflict.eligibleDiffers":"The sources disagree on what was promised","conflict.issuedDiffers":"The sources disagree on what was issued","conflict.pedRowMissing":"The promotion record (PED) does not hold this promise","conflict.itemClosedWithoutEvent":"An item is closed in the line item tracker, without an event","conflict.issuedWithoutEvents":"An issuance is recorded, without any event","conflict.issuedEventMissing":"The event of a recorded issuance is missing","conflict.statusWithoutEvents":"The promotion record (PED) has a final status, and there are no events","conflict.statusEventMissing":"The promotion record (PED) has a final status that the events do not show","conflict.ownerDiffers":"A record names another customer","conflict.eventTypeUnknown":"An event has an unknown type","conflict.eventContentDiffers":"Two different events have the same id","conflict.reversalWithoutIssuance":"A reversal of an unknown issuance","conflict.reversalAboveIssuance":"A reversal exceeds what was left of its issuance","conflict.equalIssuances":"Two issuances are equal","conflict.currencyDiffers":"Amounts in two currencies","conflict.eventInFuture":"An event is dated in the future","conflict.reversalBeforeIssuance":"A reversal is dated before its issuance","conflict.remainingBelowZero":"More was deducted than was promised","conflict.remainingDiffers":"The remaining amount differs from what the open items are due","conflict.itemOverIssued":"An item received more than it was due","conflict.itemClosedTwice":"More was issued and closed for an item than it was due","looking.get_promotion_execution_details":"Looking up the order…","looking.get_issuance_history":"Looking up the issuances…","looking.get_remaining_cashback":"Looking up what remains…","looking.search":"Searching the customer's orders…","lookedUp.get_promotion_execution_details":"Looked up the order","lookedUp.get_issuance_history":"Looked up the issuances","lookedUp.get_remaining_cashback":"Looked up what remains","lookedUp.search":"Searched the customer's orders","toolStatus.ok":"","toolStatus.empty":"found nothing","toolStatus.notFound":"found nothing","toolStatus.unavailable":"no answer","toolStatus.invalidArguments":"needs another detail","outcome.answered":"","outcome.partial":"Part of this could not be looked up","outcome.refused":"Not something this assistant does","outcome.unavailable":"Could not be looked up right now","outcome.needsInput":"One more detail is needed","role.support_agent":"Support agent","role.support_lead":"Support lead","role.customer":"Customer"};var ar={"lead.views":"Views for leads","lead.tab.orders":"Orders","lead.tab.worklist":"Worklist","lead.tab.conversations":"Answers","lead.tab.audit":"Audit log","lead.show":"Show","lead.more":"Show more","lead.loading":"Loading…","lead.count":{one:"{count} entry shown",other:"{count} entries shown"},"lead.all":"All","lead.period":"Period","lead.period.7":"Last 7 days","lead.period.30":"Last 30 days","lead.period.90":"Last 90 days","lead.period.all":"All","lead.openOrder":"Open order {order}","lead.worklist.invitation":"Orders of all customers that need attention.","lead.worklist.none":"Nothing needs attention here.","lead.kind":"Problem","lead.kind.issuanceFailed":"Issuance failed","lead.kind.duplicateSuspected":"Possible duplicate","lead.kind.overIssued":"Issued too much","lead.kind.conflict":"Records disagree","lead.kind.unrevealedExpired":"Expired before it was scratched","lead.conversations.invitation":"What agents asked and were answered. Questions are shown without personal data, and each look is recorded.","lead.conversations.none":"No answers match.","lead.outcome":"Outcome","lead.outcome.answered":"Answered","lead.outcome.partial":"Answered in part","lead.outcome.refused":"Refused","lead.outcome.unavailable":"Records unavailable","lead.outcome.needsInput":"Asked back","lead.feedback":"Feedback","lead.feedback.up":"Helpful","lead.feedback.down":"Not helpful","lead.feedback.none":"No rating","lead.reason.wrongFigure":"A figure is wrong","lead.reason.wrongOrder":"The wrong order","lead.reason.incomplete":"Incomplete","lead.reason.notUnderstood":"The question was not understood","lead.reason.wording":"Wording","lead.reason.other":"Another reason","lead.said":"Feedback: {words}","lead.degraded":"Model","lead.degraded.any":"Any problem","lead.degraded.none":"As configured","lead.degraded.substituteModel":"Second model answered","lead.degraded.modelTimedOut":"Model took too long","lead.degraded.modelUnreachable":"Model unreachable","lead.degraded.modelThrottled":"Model throttled","lead.degraded.modelRejected":"Model refused the request","lead.degraded.modelSuspended":"Model suspended after failures","lead.degraded.modelCutShort":"Answer of the model cut short","lead.degraded.modelFailed":"Model failed","lead.degraded.stepLimit":"Too many lookups","lead.degraded.budgetSpent":"Token budget spent","lead.degraded.nothingChosen":"Model chose nothing","lead.agent":"Account of the agent","lead.audit.invitation":"Who looked up what, and why. This look is recorded as well.","lead.audit.none":"No records match.","lead.customer":"Customer","lead.export.csv":"Export CSV","lead.export.jsonl":"Export JSON lines","lead.chain.intact":{one:"The log is intact: {count} record.",other:"The log is intact: {count} records."},"lead.chain.checking":{one:"The log is being checked: {count} record so far.",other:"The log is being checked: {count} records so far."},"lead.chain.damaged":"The log has been changed or cut. Tell whoever runs the service.","lead.denied":"Denied","lead.failed":"Not answered","lead.because":"Reason: {reason}","lead.tool.get_promotion_execution_details":"Order or orders looked up","lead.tool.get_issuance_history":"Issuance history looked up","lead.tool.get_remaining_cashback":"Remaining cashback looked up","lead.tool.read_order":"Order opened","lead.tool.follow_order":"Order followed","lead.tool.list_orders":"Orders of a customer listed","lead.tool.read_gift_card":"Gift card looked up","lead.tool.reveal_gift_card":"Gift card revealed","lead.tool.converse":"Question refused","lead.tool.lead_worklist":"Worklist viewed","lead.tool.lead_conversations":"Answers of agents viewed","lead.tool.lead_audit":"Audit log viewed"};var lr={"sidebar.heading@customer":"Your cashback","sidebar.lead@customer":"How can we help with your cashback?","sidebar.sources@customer":"Ask what you were promised, what you have received and what is still to come.","sidebar.placeholder@customer":"Ask about your order","customer.person":"Talk to a person","customer.askForPerson":"I want to talk to a person","customer.suggestionRest":"What cashback is still to come?","customer.suggestionWhen":"When will I get the rest of my cashback?","customer.suggestionCards":"On which gift cards did my cashback arrive?","turn.offline@customer":"","turn.model@customer":"","turn.degraded@customer":"","fact.fromRecords@customer":"From your order records.","history.none@customer":"There is no past conversation.","looking.get_promotion_execution_details@customer":"Looking at your order…","looking.get_issuance_history@customer":"Looking at what was paid…","looking.get_remaining_cashback@customer":"Looking at what is still to come…","looking.search@customer":"Looking for your orders…","lookedUp.get_promotion_execution_details@customer":"Looked at your order","lookedUp.get_issuance_history@customer":"Looked at what was paid","lookedUp.get_remaining_cashback@customer":"Looked at what is still to come","lookedUp.search@customer":"Looked for your orders","gap.timeout@customer":"A part of your records could not be read in time","gap.error@customer":"A part of your records could not be read","gap.circuitOpen@customer":"A part of your records cannot be read at the moment","gap.other@customer":"A part of your records could not be read","outcome.refused@customer":"Not something this chat can do","reason.SOURCE_UNAVAILABLE@customer":"A part of your records could not be read","problem.invalidIdentifier@customer":"This is not a valid order number. Check it for typing mistakes.","problem.modelUnavailable@customer":"The assistant is not available right now. Try again in a moment.","problem.stepLimit@customer":"That is a lot at once. Ask about one order at a time.","problem.policyUnavailable@customer":"This could not be looked up right now. Try again in a moment.","problem.redactionFailed@customer":"This could not be shown right now. Try again in a moment.","problem.guardFault@customer":"This could not be shown right now. Try again in a moment.","problem.403@customer":"This cannot be shown here."};var dr={"timeline.title":"History:","timeline.count.reserved":{one:"reserved",other:"{count} reserved"},"timeline.count.issued":{one:"{count} issued",other:"{count} issued"},"timeline.count.recorded":{one:"{count} recorded only",other:"{count} recorded only"},"timeline.count.failed":{one:"{count} failed",other:"{count} failed"},"timeline.count.reversed":{one:"{count} reversed",other:"{count} reversed"},"timeline.count.cancelled":{one:"{count} cancelled",other:"{count} cancelled"},"timeline.count.expired":{one:"{count} expired",other:"{count} expired"},"timeline.onDay":"{gist}; on {day}","timeline.between":"{gist}; from {from} to {to}","timeline.column.event":"Event","timeline.column.when":"Date","timeline.column.amount":"Amount","timeline.kind.promised":"Promised","timeline.kind.reserved":"Reserved","timeline.kind.issued":"Issued","timeline.kind.recorded":"Recorded only","timeline.kind.failed":"Attempt failed","timeline.kind.reversed":"Reversed","timeline.kind.cancelled":"Cancelled","timeline.kind.expired":"Expired","timeline.undated":"date not known","timeline.leftOut":{one:"{count} more event is not listed",other:"{count} more events are not listed"},"panel.tools":"Tools","panel.close":"Close","panel.history":"Past conversations","panel.summary":"Orders at a glance","panel.print":"Print","panel.keys":"Keyboard shortcuts","restore.loading":"Loading the conversation…","restore.failed":"The conversation could not be loaded.","restore.missing":"This conversation is not available.","restore.interrupted":"The page was left while the last question was being answered. That answer was not saved: ask again if it is needed.","history.search":"Search past conversations","history.loading":"Loading past conversations…","history.none":"There is no past conversation in this case.","history.noneFound":"No conversation was found.","history.count":{one:"{count} conversation is listed.",other:"{count} conversations are listed."},"history.more":"Show more","history.untitled":"Without a title","history.current":"open now","history.actions":"More actions: {title}","history.rename":"Rename","history.title":"Title","history.save":"Save","history.cancel":"Cancel","history.renamed":"The conversation was renamed.","history.delete":"Delete","history.sure":"Delete this conversation for good?","history.keep":"Keep","history.deleted":"The conversation was deleted.","history.exportText":"Export text","history.exportJson":"Export JSON","history.exported":"The conversation was exported.","summary.title":"Orders at a glance","summary.refresh":"Look up again","summary.loading":"Looking up the orders…","summary.announced":{one:"This case has {count} order.",other:"This case has {count} orders."},"summary.none":"No order with cashback was found for this case.","summary.older":"What is shown was looked up before.","summary.hasMore":"There are more orders than are listed here, so no total is known.","summary.window":"Orders of {from} to {to}","summary.promised":"Promised","summary.granted":"Granted","summary.remaining":"Remaining","summary.left":"{amount} remains","summary.nothingLeft":"nothing remains","summary.group.action":{one:"Needs action ({count})",other:"Need action ({count})"},"summary.group.open":"Open ({count})","summary.group.unknown":"Not known ({count})","summary.group.settled":"Settled ({count})","summary.more":"{count} more","order.ask":"What happened with the cashback of order {order}?","keys.send":"Send the question","keys.newLine":"Start a new line","keys.stop":"Stop the answer, or close a panel","keys.group":"Move between the figures of an answer, or the buttons of a row","keys.question":"Go to the question","keys.new":"New conversation","keys.history":"Past conversations","keys.summary":"Orders at a glance","keys.print":"Print the conversation","keys.keys":"This list","keys.where":"Single keys work while the focus is in this assistant and not in a text field.","print.title":"Cashback conversation","print.case":"Case {caseId}","print.on":"Printed {when}","print.incomplete":"This answer is incomplete and was not saved.","print.notKept":"This answer was not saved.","print.column.figure":"Figure","print.column.order":"Order","print.column.records":"Records it comes from","print.column.asOf":"As of","print.more":"and {count} more"};var cr={"turn.morePositions":{one:"and {count} more",other:"and {count} more"},"turn.same":"Same as above: promised {promised}, granted {granted}, remaining {remaining}","turn.samePositions":{one:"Same as above: {count} promotion",other:"Same as above: {count} promotions"},"turn.aged":"As of {when}. The records may have changed since.","turn.lookAgain":"Look again","turn.stoppedKept":"Stopped. The earlier answer is kept.","turn.askInNew":"Ask in a new conversation","actions.label":"This answer","actions.up":"Good answer","actions.down":"Bad answer","actions.again":"Answer again","actions.edit":"Edit question","feedback.reason":"What was wrong?","feedback.reason.wrongFigure":"A figure","feedback.reason.wrongOrder":"The order or promotion","feedback.reason.incomplete":"Something is missing","feedback.reason.notUnderstood":"Question not understood","feedback.reason.wording":"The wording","feedback.reason.other":"Something else","feedback.comment":"Comment, without personal data (optional)","feedback.send":"Send","feedback.close":"Close","feedback.thanks":"Thank you. This helps to improve the answers.","draft.text":"Reply, can be edited","draft.tools":"Use of the reply","draft.insert":"Insert","draft.inserted":"✓ Inserted","draft.wasInserted":"The reply was inserted.","draft.reset":"Undo edits","draft.language":"Language of the reply","draft.length":"Length of the reply","draft.length.short":"Short","draft.length.full":"Full","language.hi-Latn":"Hinglish","draft.holding":"Holding reply.","draft.holdingNote":"Not all records could be read. It promises nothing; look again before you say more.","nextStep.title":"Next step","nextStep.tools":"Escalation","nextStep.escalate":"Escalate","nextStep.escalated":"✓ Escalation requested","nextStep.wasEscalated":"The escalation was requested.","nextStep.copyNote":"Copy note","nextStep.showNote":"Show note","nextStep.hideNote":"Hide note","nextStep.noteWasCopied":"The escalation note was copied.","next.promised":"{amount} promised","box.editing":"Editing the last question. Its answer will be replaced.","box.cancel":"Cancel","box.near":"{length} of {limit} characters","box.over":"{length} characters: {excess} over the limit of {limit}. Shorten the question to send it.","problem.streamStalled":"The service has stopped answering. Nothing was lost; try again."};var ur={...ir,...ar,...lr,...dr,...cr,"language.en":"English","language.hi":"हिन्दी","month.1":"Jan","month.2":"Feb","month.3":"Mar","month.4":"Apr","month.5":"May","month.6":"Jun","month.7":"Jul","month.8":"Aug","month.9":"Sep","month.10":"Oct","month.11":"Nov","month.12":"Dec","common.notKnown":"not known","common.asOf":"As of {when}","common.request":"request","common.retry":"Retry","sidebar.heading":"Cashback assistant","sidebar.newConversation":"New conversation","sidebar.conversation":"Conversation","sidebar.lead":"Ask what was promised, what was granted and what remains.","sidebar.sources":"Every figure shows the records it comes from.","sidebar.suggestions":"Questions to try","sidebar.moreBelow":"More below","sidebar.question":"Your question","sidebar.placeholder":"Ask about an order or customer","sidebar.keys":"Enter sends, Shift+Enter starts a new line","sidebar.send":"Send","sidebar.stop":"Stop","sidebar.sent":"Question sent.","sidebar.started":"New conversation.","turn.label":"Question and answer","turn.asked":"You asked:","turn.found":{one:"Results for {count} order",other:"Results for {count} orders"},"turn.preparing":"Preparing the answer…","turn.thinking":"Thinking…","turn.stopped":"Stopped. This answer is incomplete and was not saved.","turn.askAgain":"Ask again","turn.order":"Order","turn.more":"{count} more","turn.offline":"Answered without a language model","turn.model":"Answered with {model}","turn.degraded":"The usual model did not answer completely","turn.notSaved":"Not saved","next.choices":"Orders to choose from","next.questions":"Questions to ask next","announce.answer":"Answer: {text}","announce.stopped":"Stopped.","announce.position":"{name}: promised {promised}, granted {granted}, remaining {remaining}.","draft.title":"Reply for the customer","draft.copy":"Copy","draft.copied":"✓ Copied","draft.notCopied":"Not copied","draft.wasCopied":"The reply was copied.","draft.copyByHand":"The browser did not allow copying. The text is selected: copy it by hand.","fact.records":"Source records","fact.claimed":"Claimed in the question, not in a record.","fact.fromRecords":"From the rewards records.","bar.position":"Promised {promised}, granted {granted}, remaining {remaining}","bar.excess":", {amount} in excess","card.onceRevealed":"once revealed","card.promisedOn":"promised {day}","card.promisedBy":"promised by {day}","card.revealedOn":"revealed {day}","card.validUntil":"valid until {day}","card.pending":"of it reserved, not issued yet","card.reversed":"reversed","card.cancelled":"cancelled","card.expired":"expired","card.overIssued":"issued in excess","card.onlyLast":"Only the last gift card is on record; earlier ones may exist.","card.historyUnknown":"It is not known whether more gift cards exist.","list.installments":"Installments","list.failed":"Failed attempts","list.date":"Date","list.amount":"Amount","list.giftCard":"Gift card","list.status":"Status","list.dateUnknown":"date not known","list.onRecord":"on record","list.none":"none","list.open":"Still open","list.closed":"No longer due","list.issued":"Issued items","giftCard.endingIn":"ending in","giftCard.show":"Show","giftCard.hide":"Hide","giftCard.numberOf":"the number of gift card {card}","giftCard.hidden":"The number is hidden.","giftCard.hiddenAgain":"The number is hidden again.","giftCard.shown":"Gift card number {number}. It is shown for {seconds} seconds. This has been recorded.","giftCard.refused":"This number cannot be shown.","giftCard.tooMany":"Too many numbers in a short time. Wait a moment.","order.label":"Order {order}","order.customer":"Customer {customer}","order.noPromotion":"No promotion is on record for this order.","order.sources":"Sources","order.sourcesAndConflicts":{one:"Sources, {count} conflict",other:"Sources, {count} conflicts"},"order.nothing":"nothing","order.used":"; used: {source}","order.benefitsLeftOut":{one:"{count} more benefit is not listed.",other:"{count} more benefits are not listed."},"order.installmentsLeftOut":{one:"{count} more installment is not listed.",other:"{count} more installments are not listed."},"order.closuresLeftOut":{one:"{count} more cancellation or expiry is not listed.",other:"{count} more cancellations and expiries are not listed."},"support.title":"Rewards Support Tool","support.by":"Search by","support.byOrder":"Order","support.byCustomer":"Customer and days","support.search":"Search","support.number":"Order or transaction number","support.customer":"Customer","support.orders":"Orders","support.created":"created","support.reserved":"reserved","support.issued":"with cashback issued","support.from":"From","support.to":"To, included","support.searching":"Searching…","support.isSearching":"Searching.","support.invitation":"Search for an order to see what was promised, what was granted and what remains.","support.recent":"Orders of {customer}, last {days} days","support.more":"Show more orders","support.updated":"Updated: this order has changed since it was loaded.","support.found.order":{one:"{count} order found.",other:"{count} orders found."},"support.found.customer":{one:"{count} order found.",other:"{count} orders found."},"support.found.giftCard":{one:"{count} issuance found.",other:"{count} issuances found."},"support.noOrder":"No order was found under this number. It may not exist, or it may not belong to this case.","support.noOrders":"No orders were found for this customer and these days. They may not exist, or they may not belong to this case.","support.byGiftCard":"Gift card","support.giftCard":"Gift card number, in full","support.enterGiftCard":"Enter the number of a gift card.","support.giftCardIssuances":"Issued on gift card {card}","support.openOrder":"Open order","support.moreIssuances":"Show more","support.noGiftCard":"Nothing was found under this number. The card may not exist, or it may not belong to this case.","support.enterOrder":"Enter an order or transaction number.","support.enterCustomer":"Enter a customer number.","support.enterFirstDay":"Enter the first day.","support.enterLastDay":"Enter the last day.","support.wrongOrder":"The last day is before the first day.","support.tooLong":"A search spans at most {days} days.","problem.unreachable":"The service cannot be reached. Check the connection, then try again.","problem.streamCut":"The connection was lost before the answer was complete. It was not saved.","problem.signInRequired":"You are not signed in.","problem.signInTimedOut":"Signing in took too long.","problem.signInFailed":"Signing in failed.","problem.invalidIdentifier":"This is not a valid number. Check it for typing mistakes.","problem.modelUnavailable":"The language model cannot be reached right now.","problem.stepLimit":"This question needs too many lookups. Ask about one order at a time.","problem.conversationNotFound":"This conversation cannot be continued. Trying again starts a new one.","problem.policyUnavailable":"A safety check could not be made, so nothing was looked up.","problem.redactionFailed":"A safety check could not be made, so the answer was held back.","problem.guardFault":"A safety check failed, so the answer was held back.","problem.conversationFull":"This conversation has reached its limit. Start a new one.","problem.400":"The service could not use this input.","problem.401":"Your session has ended. Sign in again.","problem.403":"Your role does not allow this.","problem.404":"Nothing was found.","problem.409":"The last question of this conversation is still being answered. Wait a moment, then try again.","problem.413":"This is too long. Shorten it, then try again.","problem.422":"The service could not use this input.","problem.429":"Too many questions in a short time. Wait a moment, then try again.","problem.503":"The service is not available right now. Try again in a moment.","problem.other":"Something went wrong on our side. Nothing was changed.","demo.pageTitle":"Rewards support agent: demo","demo.title":"Rewards support","demo.clock":"Demo data","demo.clockAsOf":"Demo data, as of {when}","demo.tool":"Support tool","demo.assistant":"Assistant","demo.role":"Role","demo.case":"Case","demo.language":"Language","demo.reason":"Reason","demo.reasonHint":"For the audit log","demo.use":"Use","demo.needsReason":"A support lead may look up any customer and must give a reason for the audit log. Enter it above.","demo.customerView":"This is what a customer sees: the assistant only. The support tool is for staff.","demo.unreachable":"The demo service cannot be reached. Start it again, then reload this page.","signIn.required":"Sign in to ask questions.","signIn.timedOut":"Signing in is taking too long.","signIn.failed":"Signing in failed.","signIn.ended":"Your session has ended.","signIn.button":"Sign in"};var ie={en:ur},hr={hi:async()=>(await import("./hi.js")).hi},Y="en",vn={en:new Intl.PluralRules("en"),hi:new Intl.PluralRules("hi")},we=new EventTarget,J=Y,ae="",V=Y,$n=[Y,...Object.keys(hr)];function Ge(r){let e=String(r??"").toLowerCase().split("-")[0];return V=$n.includes(e)?e:Y,Object.hasOwn(ie,V)?pr(V):xn(V)}async function xn(r){try{ie[r]=await hr[r]()}catch(e){reportError(e);return}r===V&&pr(r)}function pr(r){r!==J&&(J=r,we.dispatchEvent(new Event("change")))}function mr(r){let e=r==="customer"?"@customer":"";e!==ae&&(ae=e,we.dispatchEvent(new Event("change")))}function be(){return ae!==""}function fr(r){return r.split(/\s+/).filter(t=>!/\d/.test(t)).some(t=>/\p{L}{2}/u.test(t))?null:`${V}-IN`}function kn(r){return we.addEventListener("change",r),()=>we.removeEventListener("change",r)}function L(r){return Object.hasOwn(ie[Y],r)}function i(r,e={}){let t=L(r+ae)?r+ae:r,s=ie[J][t]??ie[Y][t];if(s===void 0)throw new RangeError(`no text "${r}"`);return(typeof s=="string"?s:Sn(s,e.count)).replace(/\{(\w+)\}/g,(o,a)=>Object.hasOwn(e,a)?String(e[a]):o)}function Sn(r,e){return r[vn[J].select(e)]??r.other}var y=class{#e;#t=null;constructor(e){this.#e=e,e.addController(this)}#r=()=>{this.#e.lang=J,this.#e.requestUpdate()};hostConnected(){this.#t=kn(this.#r),this.#e.lang!==J&&this.#r()}hostDisconnected(){this.#t?.()}};var Je="en-IN",gr="Asia/Kolkata";var En={JPY:0,KRW:0,VND:0,CLP:0,ISK:0,BHD:3,IQD:3,JOD:3,KWD:3,OMR:3,TND:3},An=new Intl.DateTimeFormat(Je,{timeZone:gr,day:"numeric",month:"numeric",year:"numeric",numberingSystem:"latn"}),Cn=new Intl.DateTimeFormat(Je,{timeZone:gr,hour:"numeric",minute:"2-digit",hour12:!0}),Ve=new Map;function x({amountMinor:r,currency:e}){let t=En[e]??2;if(!Ve.has(e)){let s={style:"currency",currency:e,minimumFractionDigits:t,maximumFractionDigits:t};Ve.set(e,new Intl.NumberFormat(Je,s))}return Ve.get(e).format(Tn(r,t))}function Tn(r,e){let t=r<0?"-":"",s=String(Math.abs(r)).padStart(e+1,"0"),n=s.slice(0,s.length-e);return e?`${t}${n}.${s.slice(-e)}`:`${t}${n}`}function S(r){let e=Object.fromEntries(An.formatToParts(new Date(r)).map(({type:t,value:s})=>[t,s]));return`${e.day} ${i(`month.${e.month}`)} ${e.year}`}function E(r){return`${S(r)}, ${Cn.format(new Date(r))} IST`}function F(r){let e=/([A-Za-z0-9]{4})$/.exec(r??"");return e?`•••• ${e[1].toUpperCase()}`:null}var _n=new Set(["RETURNED","CANCELLED"]),W=r=>[r.businessReferenceId,r.promotionId,r.benefitId].join(`
`);function H({cashback:r,installments:e,items:t,facts:s}){let n=(a,c)=>a.filter(u=>W(u)===W(c)),o=new Map;for(let a of r){let c=o.get(a.businessReferenceId)??[];c.push(On(a,n(e,a),n(t,a),s)),o.set(a.businessReferenceId,c)}return[...o].map(([a,c])=>({order:a,positions:c}))}function On(r,e,t,s){let n=a=>s.get(r.factIds?.[a])??null,o=a=>n(a)?.kind==="money"?n(a).value:null;return{...In(r),amountsComplete:r.amountsComplete,amounts:{promised:r.promised,granted:r.granted,remaining:r.remaining,pending:r.pending,reversed:r.reversed,cancelled:o("cancelled"),expired:o("expired"),overIssued:o("overIssued")??Nn(r.promised,r.granted)},facts:{promised:n("promised"),granted:n("granted"),remaining:n("remaining")},dates:Rn(r,{isCreationExact:r.isCreationRecorded}),installments:e.map(a=>({...a,reversedAmount:a.reversed,revealKey:a.factIds?.giftCard})),closures:r.closures,leftOut:Ln(r,e),items:t.filter(a=>a.status!=="ISSUED").map(a=>({...a,issued:null})),historyNote:""}}function In({promotionId:r,promotionName:e,benefitId:t,benefitType:s,issuanceStatus:n,reversalStatus:o,reasons:a}){return{promotionId:r,promotionName:e,benefitId:t,benefitType:s,issuanceStatus:n,reversalStatus:o,reasons:a}}function Rn({createdAt:r,reservedAt:e,revealedAt:t,expiresAt:s},{isCreationExact:n}){return{createdAt:r,reservedAt:e,revealedAt:t,expiresAt:s,isCreationExact:n}}function Ln({closuresLeftOut:r,installmentsLeftOut:e},t){let s=t.reduce((n,o)=>n+o.reversalsLeftOut,0);return r+e+s}function Nn(r,e){return!r||!e||e.amountMinor<=r.amountMinor?null:{amountMinor:e.amountMinor-r.amountMinor,currency:r.currency}}var Ye=r=>r.status!=="ISSUED"&&!_n.has(r.status),Ze=(r,e)=>r!==null&&e!==null&&r.amountMinor>0&&r.amountMinor<e.amountMinor;function wr({promised:r,granted:e,remaining:t,pending:s}){let[n,o]=[r?.amountMinor??null,e?.amountMinor??null];if(n===null||o===null)return[{kind:"unknown",share:1}];let a=Math.max(n,o);if(a===0)return[{kind:"closed",share:1}];let c=Math.min(o,n),u=[{kind:"granted",amount:c},{kind:"overIssued",amount:o-c}],f=a-o;if(t===null)u.push({kind:"unknown",amount:f});else{let m=Math.min(t.amountMinor,f),p=Ze(s,t)?Math.min(s.amountMinor,m):0;u.push({kind:"pending",amount:p},{kind:"remaining",amount:m-p}),u.push({kind:"closed",amount:f-m})}return u.filter(({amount:m})=>m>0).map(({kind:m,amount:p})=>({kind:m,share:p/a}))}var b=class extends Error{constructor({status:e=0,code:t,requestId:s="",isRetryable:n=!0}){super(t),this.name="ServiceProblem",this.status=e,this.code=t,this.requestId=s,this.isRetryable=n}};var Pn=/\r\n|\n|\r/g,Qe=class{#e="";#t=[];#r="";#s="";#n=!1;feed(e){this.#e+=this.#n?e:e.replace(/^\uFEFF/,""),this.#n||=e.length>0;let t=[];for(let s of this.#o()){let n=s===""?this.#l():this.#i(s);n&&t.push(n)}return t}#o(){let e=[],t=0;for(let s of this.#e.matchAll(Pn)){let n=s.index+s[0].length;if(s[0]==="\r"&&n===this.#e.length)break;e.push(this.#e.slice(t,s.index)),t=n}return this.#e=this.#e.slice(t),e}#i(e){let t=e.indexOf(":");if(t===0)return null;let s=t<0?e:e.slice(0,t),n=t<0?"":e.slice(t+1).replace(/^ /,"");return s==="data"?this.#t.push(n):s==="event"?this.#r=n:s==="id"&&!n.includes("\0")&&(this.#s=n),null}#l(){let e=this.#t.length?{event:this.#r||"message",id:this.#s,data:this.#t.join(`
`)}:null;return this.#t=[],this.#r="",e}},le=class extends Error{};async function*br(r,e=1/0){let t=new Qe,s=new TextDecoder,n=r.getReader(),o=()=>Xe(e,n.read());try{for(let a=await o();!a.done;a=await o())yield*t.feed(s.decode(a.value,{stream:!0}))}finally{n.cancel().catch(()=>{})}}async function Xe(r,e){if(r===1/0)return e;let t,s=new Promise((n,o)=>{t=setTimeout(()=>o(new le),r)});try{return await Promise.race([e,s])}finally{clearTimeout(t)}}var Mn=1e4,Dn=/^[A-Za-z0-9\-._~+/]+=*$/,Un=new Set(["signInRequired","signInTimedOut","signInFailed"]);async function yr(r,e,{signal:t,timeoutMs:s=Mn}={}){t?.throwIfAborted();let n,o,a=new Promise((c,u)=>{n=setTimeout(()=>u(new b({code:"signInTimedOut"})),s),o=()=>u(t.reason),t?.addEventListener("abort",o)});try{return zn(await Promise.race([qn(r,e),a]))}finally{clearTimeout(n),t?.removeEventListener("abort",o)}}function de({code:r,status:e}){return Un.has(r)||e===401}async function qn(r,e){try{return typeof r=="function"?await r(e):null}catch(t){throw t instanceof b?t:new b({code:"signInFailed"})}}function zn(r){let e=typeof r=="string"?r.trim():"";if(!Dn.test(e)||["undefined","null"].includes(e))throw new b({code:"signInRequired"});return e}var vr=2*15e3+2e3;async function T(r,e,t,s=1/0){let{signal:n}=e,o=async c=>{let u=await yr(t,c,{signal:n});return Xe(s,Bn(r,e,u))},a=await o({isExpired:!1});if(a.status===401&&(a=await o({isExpired:!0})),a.ok)return a;throw await Fn(a)}async function*$r({endpoint:r,signal:e,...t},s){let n=new AbortController,o={method:"POST",headers:{"Content-Type":"application/json",Accept:"text/event-stream"},body:JSON.stringify(Object.fromEntries(Object.entries(t).filter(([,u])=>u))),signal:AbortSignal.any([e,n.signal])},a=null,c="";try{a=await T(`${r}/v1/chat`,o,s,vr),c=a.headers.get("X-Request-Id")??"";for await(let u of br(a.body,vr)){let f=JSON.parse(u.data);if(f.type==="run.failed")throw new b({code:f.code,requestId:c,isRetryable:f.retryable});if(yield f,f.type==="answer.completed")return}}catch(u){if(u instanceof b||u.name==="AbortError")throw u;let f=u instanceof le;throw f&&!a&&n.abort(),new b({code:f?"streamStalled":"streamCut",requestId:c})}throw new b({code:"streamCut",requestId:c})}async function xr({endpoint:r,...e},t){let n={method:"POST",headers:{"Content-Type":"application/json"},body:JSON.stringify(e),keepalive:!0};await T(`${r}/v1/feedback`,n,t)}async function kr({endpoint:r,conversationId:e,factId:t,signal:s},n){let o={method:"POST",headers:{"Content-Type":"application/json"},body:JSON.stringify({conversationId:e,factId:t}),signal:s};return(await(await T(`${r}/v1/reveal`,o,n)).json()).giftCard}async function Bn(r,e,t){try{return await fetch(r,{...e,headers:{...e.headers,Authorization:`Bearer ${t}`}})}catch(s){throw s.name==="AbortError"?s:new b({code:"unreachable"})}}async function Fn(r){let{status:e}=r,t=r.headers.get("X-Request-Id")??"",s=e===409||e===429||e>=500;try{let n=await r.json();return new b({status:e,isRetryable:n.retryable??s,code:n.code??`http${e}`,requestId:n.requestId??t})}catch{return new b({status:e,isRetryable:s,code:`http${e}`,requestId:t})}}function O({code:r,status:e}){let t=[`problem.${r}`,`problem.${e}`].find(L)??"problem.other";return i(t)}function et(r){return Sr(String(r).replace(/([a-z])([A-Z])/g,"$1 $2").replace(/[_-]+/g," ").trim().toLowerCase())}function Sr(r){return r.charAt(0).toUpperCase()+r.slice(1)}var _=r=>e=>L(`${r}.${e}`)?i(`${r}.${e}`):et(e),j=_("status"),Er=r=>r==="NONE"||r==="UNKNOWN"?"":_("reversal")(r),Z=_("reason"),ca=_("conflict"),Ar=_("benefit"),ye=r=>Sr(_("source")(r)),Wn=_("sourceStatus"),M=_("label"),ua=_("role"),Cr=_("toolStatus"),Tr=_("outcome");function ve(r,e,{isDone:t}){let s=Object.keys(e).some(a=>/^business_?reference_?id$/i.test(a)),o=`${t?"lookedUp":"looking"}.${r==="get_promotion_execution_details"&&!s?"search":r}`;return L(o)?i(o):t?et(r):`${et(r)}…`}var Hn=new Set(["ok","empty","stale","notRequested"]);function N(r){return r.filter(({status:e})=>!Hn.has(e)).map(jn)}function jn({source:r,status:e}){let t=L(`source.${r}`)?i(`source.${r}`):r,s=L(`gap.${e}`)?i(`gap.${e}`,{source:t}):i("gap.other",{source:t,status:Wn(e)});return L(`loss.${r}`)?i("gap.withLoss",{gap:s,loss:i(`loss.${r}`)}):i("gap.alone",{gap:s})}function _r(r){return r.some(({status:e,code:t})=>e==="stale"&&t!=="revalidating")}var Or=280,Kn=3;function Ir(r,e){if(e.state!==r.state)return Gn(e);if(e.steps.length>r.steps.length){let t=e.steps.at(-1);return ve(t.name,t.arguments,{isDone:!1})}return e.cashback!==r.cashback?Jn(e):null}function Gn({state:r,text:e,problem:t,wasStopped:s}){return t?O(t):r==="completed"&&!s?i("announce.answer",{text:Vn(e)}):i("announce.stopped")}function Vn(r){let[e]=r.split(`
`);if(e.length<=Or)return e;let t=e.slice(0,Or);return t.match(/^.*[.!?।](?=\s)/su)?.[0]??`${t.slice(0,t.lastIndexOf(" ")+1).trimEnd()||t}…`}function Jn(r){let e=o=>o?x(o):i("common.notKnown"),t=H(r).flatMap(({positions:o})=>o),s=t.slice(0,Kn).map(({promotionName:o,promotionId:a,amounts:{promised:c,granted:u,remaining:f}})=>i("announce.position",{name:o??a,promised:e(c),granted:e(u),remaining:e(f)})),n=t.length-s.length;return n>0&&s.push(i("turn.morePositions",{count:n})),[...N(r.sources),...s].join(" ")||null}function $e(r,e,t=null){return{key:r,question:e,state:"streaming",steps:[],facts:new Map,cashback:[],installments:[],items:[],sources:[],text:"",lead:null,answer:null,problem:null,previous:t}}function Lr({previous:r}){return r?.answer?.kept===!1?void 0:r?.answer?.turn}function xe(r,{state:e,problem:t=null}){let{previous:s,key:n}=r;return s?{...s,key:n,problem:t,wasStopped:e==="stopped"}:{...r,state:e,problem:t}}var Yn=/\p{Script=Devanagari}/u;function Nr({answer:r,text:e,question:t}){return r?.language??(Yn.test(e||t)?"hi":"en")}function ke(r,e){let t=Zn[e.type];return t?{...r,...t(r,e)}:r}var Zn={"tool.started":({steps:r},{name:e,arguments:t})=>({steps:[...r,{name:e,arguments:t??{},status:null,latencyMs:null}]}),"tool.finished":({steps:r},e)=>({steps:Qn(r,e)}),facts:(r,e)=>({facts:Rr(r.facts,e.facts),cashback:tt(r.cashback,e.cashback),installments:tt(r.installments,e.installments),items:tt(r.items,e.items),sources:eo(r.sources,e.sources)}),"answer.delta":({text:r,lead:e,cashback:t},s)=>({text:r+s.text,lead:e??t}),"answer.completed":(r,{answer:e})=>({state:"completed",answer:e,text:e.text,lead:r.lead??(r.cashback.length?r.cashback:e.cashback),facts:Rr(r.facts,e.facts),cashback:e.cashback,installments:e.installments,items:e.items,sources:e.sources})};function Qn(r,{name:e,status:t,latencyMs:s}){let n=r.findIndex(o=>o.name===e&&o.status===null);return r.map((o,a)=>a===n?{...o,status:t,latencyMs:s}:o)}function Rr(r,e){return new Map([...r,...e.map(t=>[t.factId,t])])}function tt(r,e){if(!e.length)return r;let t=new Set(e.map(W)),s=new Set;return[...r.flatMap(o=>{let a=W(o);return t.has(a)?s.has(a)?[]:(s.add(a),e.filter(c=>W(c)===a)):[o]}),...e.filter(o=>!s.has(W(o)))]}var Xn={notRequested:-1,ok:0,empty:0,stale:1};function eo(r,e){if(!e.length)return r;let t=({status:n})=>Xn[n]??2,s=new Map(r.map(n=>[n.source,n]));for(let n of e){let o=s.get(n.source);(!o||t(n)>=t(o))&&s.set(n.source,n)}return[...s.values()]}var Se=class{turns=[];announcement="";signInCode=null;edited=null;running=null;#e;#t=void 0;#r=null;#s=1;constructor(e){this.#e=e,e.addController(this)}hostDisconnected(){this.stop()}get id(){return this.#t}get isStreaming(){return this.#r!==null}async ask(e){let t=e.trim();if(!t||this.isStreaming)return;let s=this.edited===null?null:this.turns.at(-1);this.#a({announcement:i("sidebar.sent"),edited:null}),await this.#n(t,s)}async again(e){this.isStreaming||(e.problem?.code==="conversationNotFound"&&this.#l(void 0),this.#a({edited:null}),await this.#n(e.question,e))}edit(e){this.#a({edited:e?.key??null})}async#n(e,t){let s=$e(this.#s++,e,t?.answer?t:null);await this.#o(s,this.turns.filter(n=>n!==t))}needSignIn(e){this.#a({signInCode:e})}async signedIn(){this.#a({signInCode:null});let e=this.turns.at(-1);e?.problem&&de(e.problem)&&await this.again(e)}stop(){this.#r?.abort()}open(e){this.stop(),this.#r=null,this.#a({turns:[],announcement:"",signInCode:null,running:null,edited:null}),this.#l(e)}show(e){this.#a({turns:e})}async#o(e,t){let s=new AbortController;this.#r=s,this.#a({turns:[...t,e]});let n=e,o=m=>{if(this.#r!==s)return;let p=m.state!=="streaming";p&&(this.#r=null,this.running=null);let $=this.turns.map(w=>w.key===e.key?m:w);this.#a({turns:$,announcement:Ir(n,m)??this.announcement}),n=m,p&&this.#i(m)},{endpoint:a,context:{caseId:c},requestToken:u}=this.#e,f={endpoint:a,message:e.question,conversationId:this.#t,replacesTurn:Lr(e),caseId:c,locale:fr(e.question),signal:s.signal};try{for await(let m of $r(f,u))m.type==="run.started"&&this.#r===s&&(this.running=to(m)),o(ke(n,m))}catch(m){o(ro(m,n))}}#i({answer:e,problem:t,wasStopped:s}){if(this.#a({signInCode:t&&de(t)?t.code:null}),t){let{code:n,status:o,requestId:a}=t;this.#e.notify("error",{code:n,status:o,requestId:a})}else if(e&&!s){let{conversationId:n,kept:o,turn:a,outcome:c,statements:u}=e;(o!==!1||a>1)&&this.#l(n),this.#e.notify("answer",{conversationId:n,turn:a,outcome:c}),u?.some(({kind:f})=>f==="handoff")&&this.#e.notify("escalate",{conversationId:n})}}#l(e){e!==this.#t&&(this.#t=e,this.#e.notify("conversation-changed",{conversationId:e??null}))}#a(e){Object.assign(this,e),this.#e.requestUpdate()}},to=({conversationId:r,turn:e})=>({conversationId:r,turn:e});function ro(r,e){return r.name==="AbortError"?xe(e,{state:"stopped"}):r instanceof b?xe(e,{state:"failed",problem:r}):(reportError(r),xe(e,{state:"failed",problem:new b({code:"pageError"})}))}var Pr=h`
  :host([audience='customer']) :is(.log, .composer) { zoom: 1.125; }
  :host([audience='customer']) h2 { font-size: 1.125rem; }
  :host([audience='customer']) rewards-question-box::part(hint) {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  }
  .composer .person {
    justify-self: start; margin: 0 0 0.5rem 0.75rem; min-height: 2rem; padding-inline: 0; color: var(--rw-accent);
  }
  ::slotted([slot='note']) {
    display: block; padding: 0 0.75rem 0.5rem; font-size: 0.8125rem; color: var(--rw-muted);
  }
`;function Mr(){return[i("customer.suggestionRest"),i("customer.suggestionWhen"),i("customer.suggestionCards")]}function Dr({isForCustomers:r,isDisabled:e},t){return r?l`<button type="button" class="quiet person" part="person" ?disabled=${e}
    @click=${()=>t(i("customer.askForPerson"))}>${i("customer.person")}</button>`:d}var so=["wheel","touchmove","pointerdown","keydown"];var Ee=class{#e;#t;#r;#s=!0;#n=new ResizeObserver(()=>this.#o());constructor(e,t,s){this.#e=e,this.#t=t,this.#r=s;for(let n of so)e.addEventListener(n,()=>{this.#s=!1},{passive:!0});e.addEventListener("scroll",()=>this.#i(),{passive:!0}),this.#n.observe(e)}watch(e){this.#n.disconnect(),this.#n.observe(this.#e),e&&this.#n.observe(e),this.#i()}resume(){this.#s=!0}showEnd(){let e=matchMedia("(prefers-reduced-motion: reduce)").matches;this.#e.scrollTo({top:this.#e.scrollHeight,behavior:e?"auto":"smooth"})}disconnect(){this.#n.disconnect()}#o(){let e=this.#e,t=this.#t();if(this.#s&&t){let s=t.getBoundingClientRect().top-e.getBoundingClientRect().top+e.scrollTop;e.scrollTop=Math.min(e.scrollHeight-e.clientHeight,s-16)}this.#i()}#i(){let{scrollHeight:e,scrollTop:t,clientHeight:s}=this.#e;this.#r(e-t-s>8)}};function Br(r,e){let t=new Map;for(let s of r.slice(0,r.indexOf(e)))for(let{order:n,positions:o}of H(s))for(let a of o)t.set(Ur(n,a),qr(a));return(s,n)=>{let o=t.get(Ur(s,n)),a=qr(n);return o!==void 0&&o.values===a.values&&[...a.rows].every(c=>o.rows.has(c))}}var Ur=(r,{promotionId:e,benefitId:t})=>[r,e,t].join(`
`);function qr({facts:r,installments:e,items:t,...s}){return{values:zr(s),rows:new Set([...e,...t].map(zr))}}var no=new Set(["factIds","revealKey"]),zr=r=>JSON.stringify(r,(e,t)=>no.has(e)?void 0:t);var oo=h`system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'Noto Sans Devanagari',
  'Kohinoor Devanagari', 'Nirmala UI', sans-serif`,Fr=h`
  :host {
    all: initial; /* of what an element inherits from the page, only custom properties and the direction remain */
    color-scheme: light dark;
    --rw-font: ${oo};
    --rw-surface: light-dark(#ffffff, #141a20);
    --rw-sunken: light-dark(#f4f6f8, #0e1318);
    --rw-raised: light-dark(#ffffff, #1b232b);
    --rw-ink: light-dark(#17212b, #e6ebf0);
    --rw-muted: light-dark(#52606d, #a3b0bd);
    --rw-line: light-dark(#dce2e8, #2d3843);
    --rw-edge: light-dark(#7b8794, #728090);
    --rw-accent: light-dark(#155fb0, #82b7f2);
    --rw-accent-ink: light-dark(#ffffff, #0b1824);
    --rw-accent-soft: light-dark(#e8f1fb, #1b2f45);
    --rw-granted: light-dark(#0d7a5f, #4cc3a0);
    --rw-granted-soft: light-dark(#e3f4ee, #15332b);
    --rw-due: light-dark(#b9ded2, #24483d);
    --rw-pending: light-dark(#6fb8a2, #337a66);
    --rw-closed: light-dark(#c3cad2, #46525e);
    --rw-alert: light-dark(#b42318, #ff9d92);
    --rw-alert-soft: light-dark(#fdecea, #40211e);
    --rw-notice: light-dark(#7a4d05, #f0cd84);
    --rw-notice-soft: light-dark(#fdf3dc, #332912);
    --rw-notice-line: light-dark(#e6c673, #66531f);
    --rw-shadow: 0 1px 2px light-dark(rgb(23 33 43 / 6%), transparent);
    font: 400 0.875rem/1.45 var(--rw-font);
    color: var(--rw-ink);
    background: var(--rw-surface);
  }

  :host([theme='light']) { color-scheme: light; }
  :host([theme='dark']) { color-scheme: dark; }
`,v=h`
  *, *::before, *::after { box-sizing: border-box; }
  :host([hidden]), [hidden] { display: none !important; }
  h2, h3, h4, p, ul, ol, dl, dd, table { margin: 0; padding: 0; font-size: inherit; }
  ul, ol { list-style: none; }
  button, input, select, textarea { font: inherit; color: inherit; }

  button {
    min-height: 2rem; padding: 0.25rem 0.75rem; border: 1px solid var(--rw-line); border-radius: 0.5rem;
    background: var(--rw-raised); cursor: pointer;
  }
  button:hover:not(:disabled) { border-color: var(--rw-edge); }
  button:disabled { color: var(--rw-muted); cursor: default; }
  button.primary {
    border-color: transparent; background: var(--rw-accent); color: var(--rw-accent-ink); font-weight: 600;
  }
  button.primary:hover:not(:disabled) { border-color: transparent; filter: brightness(0.93); }
  button.primary:disabled { background: var(--rw-sunken); border-color: var(--rw-line); color: var(--rw-muted); }
  button.quiet { border-color: transparent; background: transparent; color: var(--rw-accent); padding-inline: 0.5rem; }

  input, select, textarea {
    width: 100%; min-height: 2.25rem; padding: 0.375rem 0.625rem; border: 1px solid var(--rw-edge);
    border-radius: 0.5rem; background: var(--rw-raised);
  }
  ::placeholder { color: var(--rw-muted); opacity: 1; }
  :focus-visible { outline: 2px solid var(--rw-accent); outline-offset: 2px; }
  input:focus-visible, select:focus-visible, textarea:focus-visible { outline-offset: -1px; }

  .visually-hidden {
    position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%);
    white-space: nowrap;
  }
  .muted { color: var(--rw-muted); }
  .small { font-size: 0.8125rem; }
  .mono { font-family: ui-monospace, 'Cascadia Mono', 'Liberation Mono', monospace; font-size: 0.92em; }
  .nowrap { white-space: nowrap; }
  .amount { font-variant-numeric: tabular-nums; white-space: nowrap; }

  .notice, .problem {
    padding: 0.5rem 0.75rem; border-radius: 0.5rem; border: 1px solid var(--rw-notice-line);
    background: var(--rw-notice-soft); color: var(--rw-notice); font-size: 0.8125rem;
  }
  .problem { border-color: var(--rw-alert); background: var(--rw-alert-soft); color: var(--rw-alert); }

  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { animation: none !important; transition: none !important; }
  }
`;var rt=6,ce=8,io=140,Q=null,st=class extends g{static properties={fact:{attribute:!1},text:{},isTabStop:{type:Boolean},isPinned:{state:!0}};static styles=[v,h`
    :host { display: inline; }
    .figure {
      cursor: pointer; white-space: nowrap;
      text-decoration: underline dotted var(--rw-accent) 0.1em; text-underline-offset: 0.2em; border-radius: 0.2em;
    }
    .figure[data-wraps] { white-space: inherit; }
    .figure:hover, .figure[data-open] { background: var(--rw-accent-soft); text-decoration-style: solid; }
    .figure:focus-visible { outline: 2px solid var(--rw-accent); outline-offset: 2px; }
    [popover] {
      position: fixed; inset: auto; margin: 0; max-width: min(19rem, calc(100vw - 1rem)); padding: 0.625rem 0.75rem;
      border: 1px solid var(--rw-edge); border-radius: 0.625rem; background: var(--rw-raised); color: var(--rw-ink);
      font: 400 0.8125rem/1.4 var(--rw-font); letter-spacing: normal; white-space: normal; text-align: start;
      box-shadow: 0 6px 20px rgb(0 0 0 / 18%);
      overflow-wrap: anywhere;
    }
    .label { color: var(--rw-muted); }
    .value { font-weight: 600; }
    li { margin-top: 0.25rem; }
    .as-of { margin-top: 0.375rem; color: var(--rw-muted); font-size: 0.75rem; }
  `];#e=0;#t=()=>this.#d();constructor(){super(),this.isTabStop=!0,new y(this)}disconnectedCallback(){super.disconnectedCallback(),this.#o()}render(){return l`<span class="figure" role="button" tabindex=${this.isTabStop?0:-1} aria-describedby="note"
        ?data-wraps=${this.fact.kind!=="giftCard"}
        @click=${this.#i} @focus=${this.#n} @blur=${this.#o} @keydown=${this.#c}
        @pointerenter=${this.#n} @pointerleave=${this.#a}>${this.text}</span
      ><span id="note" role="tooltip" popover="manual" @pointerenter=${this.#l} @pointerleave=${this.#a}
        >${this.#r()}</span>`}#r(){let{label:e,display:t,sources:s,asOf:n}=this.fact;return l`<div><span class="label">${M(e)}:</span> <span class="value">${t}</span></div>
      ${s.length?l`<ul aria-label=${i("fact.records")}>${s.map(ao)}</ul>`:l`
        <div>${i(e==="claimed"?"fact.claimed":"fact.fromRecords")}</div>`}
      ${n?l`<div class="as-of">${i("common.asOf",{when:E(n)})}</div>`:d}`}get#s(){return this.renderRoot?.querySelector("[popover]")}#n(){clearTimeout(this.#e),Q!==this&&(Q?.dismiss(),Q=this,this.#s.showPopover(),this.renderRoot.querySelector(".figure").toggleAttribute("data-open",!0),this.#d(),addEventListener("scroll",this.#t,{capture:!0,passive:!0}),addEventListener("resize",this.#t))}#o(){clearTimeout(this.#e),this.isPinned=!1,Q===this&&(Q=null,this.isConnected&&this.#s?.hidePopover(),this.renderRoot?.querySelector(".figure")?.toggleAttribute("data-open",!1),removeEventListener("scroll",this.#t,{capture:!0}),removeEventListener("resize",this.#t))}focus(e){this.renderRoot.querySelector(".figure").focus(e)}dismiss(){this.#o()}#i(){if(this.isPinned){this.#o();return}this.#n(),this.isPinned=!0}#l(){clearTimeout(this.#e)}#a(){let e=this.renderRoot.activeElement!==null;!this.isPinned&&!e&&(this.#e=setTimeout(()=>this.#o(),io))}#c(e){(e.key==="Enter"||e.key===" ")&&(e.preventDefault(),this.#i()),!(e.key!=="Escape"||Q!==this)&&(e.stopPropagation(),this.#o())}#d(){let e=this.#s,t=this.renderRoot.querySelector(".figure").getClientRects()[0];if(!e||!t)return;let{width:s,height:n}=e.getBoundingClientRect(),a=t.bottom+rt+n<=innerHeight-ce?t.bottom+rt:Math.max(ce,t.top-rt-n),c=Math.min(Math.max(ce,t.left),Math.max(ce,innerWidth-ce-s));Object.assign(e.style,{top:`${a}px`,left:`${c}px`})}};function ao({source:r,recordId:e}){return l`<li>${ye(r)} · <span class="mono">${e}</span></li>`}customElements.define("rewards-fact",st);var lo=/^\s*(?:[-*•]|\d{1,2}[.)])\s+/u;function co(r,e){let t=Array.from(r),s=[],n=0;for(let{start:o,end:a,factId:c}of[...e].sort((u,f)=>u.start-f.start))o<n||a<=o||a>t.length||(o>n&&s.push({text:t.slice(n,o).join("")}),s.push({text:t.slice(o,a).join(""),factId:c}),n=a);return n<t.length&&s.push({text:t.slice(n).join("")}),s}function Ae(r,e){let t=[];for(let s of uo(co(r,e))){let n=s[0]?.text??"";if(s.every(o=>o.text.trim()===""))t.push(null);else if(lo.test(n)){let o=n.replace(/^\s*[-*•]\s+/u,"");t.push({kind:"item",parts:[{...s[0],text:o},...s.slice(1)]})}else t.at(-1)?.kind==="paragraph"?t.at(-1).parts.push({text:`
`},...s):t.push({kind:"paragraph",parts:s})}return t.filter(Boolean)}function uo(r){let e=[[]];for(let t of r){if(t.factId){e.at(-1).push(t);continue}t.text.split(`
`).forEach((s,n)=>{n>0&&e.push([]),s&&e.at(-1).push({text:s})})}return e}var Hr=h`
  .answer { display: grid; gap: 0.5rem; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
  .answer p { white-space: pre-line; }
  .answer ul { display: grid; gap: 0.25rem; padding-inline-start: 1.1rem; list-style: disc; }
  .answer ul li::marker { color: var(--rw-muted); }
  .answer[data-streaming] > p:last-child::after, .answer[data-streaming] > ul:last-child > li:last-child::after {
    content: ''; display: inline-block; width: 0.5em; height: 1em; margin-inline-start: 0.15em;
    vertical-align: text-bottom; background: var(--rw-edge); border-radius: 0.1em;
    animation: blink 1s steps(2) infinite;
  }
  @keyframes blink { 50% { opacity: 0; } }
`,ho=/•••• (?=\w)/gu;function jr({text:r,figures:e,facts:t,isStreaming:s}){let n=Ae(r,e);return l`<div class="answer" ?data-streaming=${s}>${po(n).map(o=>o[0].kind==="item"?l`<ul>${o.map(({parts:a})=>l`<li>${a.map(c=>Wr(c,t))}</li>`)}</ul>`:l`<p>${o[0].parts.map(a=>Wr(a,t))}</p>`)}</div>`}function po(r){let e=[];for(let t of r)t.kind==="item"&&e.at(-1)?.[0].kind==="item"?e.at(-1).push(t):e.push([t]);return e}function Wr({text:r,factId:e},t){let s=t.get(e),n=r.replace(ho,"•••• ");return s?l`<rewards-fact .fact=${s} .text=${n}></rewards-fact>`:n}var nt=["en","hi","hi-Latn"];function Kr(r,e=""){let t=mo(r),s=Ce(t,"language",nt).findLast(o=>`${e}-`.startsWith(`${o}-`));if(!s)return t;let n=ot(t,t[0],{language:s});return[n,...t.filter(o=>o!==n)]}function mo({replyDraft:r,replyDrafts:e=[],language:t="en"}){if(!r)return[];let s=o=>o.text===r,n=e.find(o=>s(o)&&o.length==="full")??e.find(s);return n?[n,...e.filter(o=>o!==n)]:[{language:t,length:"full",text:r},...e]}function ot(r,e,{language:t=e.language,length:s=e.length}){return r.find(n=>n.language===t&&n.length===s)??r.find(n=>n.language===t)??e}function Ce(r,e,t){let s=new Set(r.map(n=>n[e]));return t.filter(n=>s.has(n))}var X=class{#e;#t=0;outcome="";constructor(e){this.#e=e,e.addController(this)}hostDisconnected(){clearTimeout(this.#t)}async copy(e){try{await navigator.clipboard.writeText(e),this.#r("copied")}catch{this.#r("failed")}return this.outcome==="copied"}#r(e){this.outcome=e,this.#e.requestUpdate(),clearTimeout(this.#t),this.#t=setTimeout(()=>{this.outcome="",this.#e.requestUpdate()},4e3)}};var Gr={ArrowRight:1,ArrowDown:1,ArrowLeft:-1,ArrowUp:-1},C=class{#e;#t=null;constructor(e,t){this.#e=t,e.addController(this)}hostUpdated(){this.refresh()}refresh(){let e=this.#e();e.includes(this.#t)||(this.#t=e[0]??null);for(let t of e){let s=t===this.#t;"isTabStop"in t?t.isTabStop=s:t.tabIndex=s?0:-1}}focusin=e=>{let t=this.#r(e);!t||t===this.#t||(this.#t=t,this.refresh())};keydown=e=>{let t=this.#e(),s=fo(e,t.indexOf(this.#r(e)),t.length);s!==null&&(e.preventDefault(),this.#t=t[s],this.refresh(),t[s].focus())};#r(e){let t=e.composedPath();return this.#e().find(s=>t.includes(s))??null}};function fo({key:r,altKey:e,ctrlKey:t,metaKey:s},n,o){return n<0||e||t||s?null:r==="Home"?0:r==="End"?o-1:r in Gr?(n+Gr[r]+o)%o:null}var it=class extends g{static properties={step:{attribute:!1},conversationId:{},language:{},isNoteShown:{state:!0},isEscalated:{state:!0}};static styles=[v,h`
    :host { display: block; }
    section {
      display: grid; gap: 0.375rem; padding: 0.5rem 0.75rem; border-inline-start: 0.25rem solid var(--rw-accent);
      border-radius: 0.25rem; background: var(--rw-accent-soft);
    }
    .title { font-weight: 600; color: var(--rw-accent); margin-inline-end: 0.25rem; }
    .text { overflow-wrap: anywhere; }
    .note {
      margin: 0; padding: 0.5rem; border: 1px solid var(--rw-line); border-radius: 0.5rem; background: var(--rw-raised);
      font-size: 0.75rem; white-space: pre-wrap; overflow-wrap: anywhere; user-select: all;
    }
    [role=toolbar] { display: flex; flex-wrap: wrap; gap: 0.375rem; }
    button { min-height: 1.75rem; padding-block: 0; font-size: 0.8125rem; }
    button[data-done] { color: var(--rw-granted); border-color: var(--rw-granted); }
  `];#e=new X(this);#t=new C(this,()=>[...this.renderRoot.querySelectorAll("[role=toolbar] button")]);constructor(){super(),new y(this),this.language="en",this.isNoteShown=!1,this.isEscalated=!1}render(){let{text:e,note:t}=this.step;return l`<section aria-labelledby="title">
      <p class="text"><span id="title" class="title">${i("nextStep.title")}</span> <span lang=${this.language}
        >${e}</span></p>
      ${t&&this.isNoteShown?l`<pre id="note" class="note mono" lang="en">${t}</pre>`:d}
      ${t?this.#r():d}
      <span class="visually-hidden" role="status">${this.#s()}</span>
    </section>`}#r(){let{outcome:e}=this.#e,t={copied:"draft.copied",failed:"draft.notCopied"}[e]??"nextStep.copyNote";return l`<div role="toolbar" aria-label=${i("nextStep.tools")} @keydown=${this.#t.keydown}
      @focusin=${this.#t.focusin}>
      <button type="button" ?data-done=${this.isEscalated} @click=${this.#o}
        >${i(this.isEscalated?"nextStep.escalated":"nextStep.escalate")}</button>
      <button type="button" ?data-done=${e==="copied"} @click=${this.#n}>${i(t)}</button>
      <button type="button" class="quiet" aria-expanded=${String(this.isNoteShown)}
        @click=${()=>{this.isNoteShown=!this.isNoteShown}}>${i(this.isNoteShown?"nextStep.hideNote":"nextStep.showNote")}</button>
    </div>`}#s(){if(this.isEscalated)return i("nextStep.wasEscalated");let{outcome:e}=this.#e;return e?i(e==="copied"?"nextStep.noteWasCopied":"draft.copyByHand"):""}async#n(){await this.#e.copy(this.step.note)||(this.isNoteShown=!0,await this.updateComplete,getSelection()?.selectAllChildren(this.renderRoot.getElementById("note")))}#o(){this.isEscalated=!0;let e={conversationId:this.conversationId,note:this.step.note};this.dispatchEvent(new CustomEvent("escalate",{detail:e,bubbles:!0,composed:!0}))}};customElements.define("rewards-next-step",it);var Vr=h`
  .next { display: flex; flex-wrap: wrap; gap: 0.375rem; }
  .next button {
    min-height: 1.75rem; padding: 0.125rem 0.625rem; border-radius: 0.875rem; font-size: 0.8125rem; text-align: start;
    overflow-wrap: anywhere; color: var(--rw-accent);
  }
  .next button:hover { background: var(--rw-accent-soft); }
  .next.choices { display: grid; }
  .next.choices button { width: 100%; padding: 0.375rem 0.75rem; border-radius: 0.75rem; color: var(--rw-ink); }
  .next .id { font-weight: 600; color: var(--rw-accent); }
  .next .beside { display: block; font-size: 0.75rem; color: var(--rw-muted); }
`;function Jr({choices:r=[]},e){return r.length?l`<ul class="next choices" aria-label=${i("next.choices")}>${r.map(t=>l`
    <li><button type="button" @click=${()=>e(t.businessReferenceId)}>
      <span class="id">${t.businessReferenceId}</span><span class="beside">${go(t)}</span></button></li>`)}
  </ul>`:d}function go({createdOn:r,promotion:e,promised:t}){return[r,e,t&&i("next.promised",{amount:t})].filter(Boolean).join(" · ")}function Yr({choices:r=[],suggestions:e=[],language:t="en"},s){return r.length||!e.length?d:l`<ul class="next" aria-label=${i("next.questions")}>${e.map(n=>l`
    <li><button type="button" lang=${t} @click=${()=>s(n)}>${n}</button></li>`)}
  </ul>`}var wo=["short","full"],at=class extends g{static properties={drafts:{attribute:!1},isHolding:{type:Boolean},shown:{state:!0},edits:{state:!0},isInserted:{state:!0}};static styles=[v,h`
    :host { display: block; }
    section { border: 1px solid var(--rw-line); border-radius: 0.75rem; background: var(--rw-sunken); overflow: clip; }
    .head {
      display: flex; flex-wrap: wrap; gap: 0.375rem 0.5rem; align-items: center; justify-content: space-between;
      padding: 0.375rem 0.375rem 0.375rem 0.75rem;
    }
    .title { font-size: 0.75rem; font-weight: 600; color: var(--rw-muted); }
    .group { display: flex; flex-wrap: wrap; gap: 0.375rem; }
    .variants { flex-basis: 100%; gap: 0.25rem 0.75rem; }
    .holding { padding: 0.375rem 0.75rem; background: var(--rw-notice-soft); color: var(--rw-notice); font-size: 0.8125rem; }
    .holding b { font-weight: 600; }
    [role=textbox] {
      max-height: 6.5rem; overflow-y: auto; padding: 0.375rem 0.75rem; border-top: 1px solid var(--rw-line);
      background: var(--rw-raised); font-size: 0.8125rem; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere;
    }
    [role=textbox]:focus { max-height: 18rem; outline-offset: -2px; }
    button { min-height: 1.75rem; padding-block: 0; font-size: 0.8125rem; }
    .choice { gap: 0; }
    .variants button { min-height: 1.5rem; padding-inline: 0.5rem; font-size: 0.75rem; }
    .choice button { border-radius: 0; margin-inline-start: -1px; color: var(--rw-muted); }
    .choice button:first-child { border-start-start-radius: 0.5rem; border-end-start-radius: 0.5rem; margin: 0; }
    .choice button:last-child { border-start-end-radius: 0.5rem; border-end-end-radius: 0.5rem; }
    .choice [aria-pressed='true'] { background: var(--rw-accent-soft); color: var(--rw-accent); font-weight: 600; }
    @media (forced-colors: active) { .choice [aria-pressed='true'] { outline: 2px solid Highlight; outline-offset: -3px; } }
    button[data-done] { color: var(--rw-granted); border-color: var(--rw-granted); background: var(--rw-raised); }
  `];#e=new X(this);#t=new C(this,()=>[...this.renderRoot.querySelectorAll("[role=toolbar] button")]);constructor(){super(),new y(this),this.drafts=[],this.isHolding=!1,this.edits=new Map,this.isInserted=!1}willUpdate(e){!e.has("drafts")||this.drafts.includes(this.shown)||(this.shown=this.drafts[0],this.edits=new Map)}updated(e){e.has("shown")&&this.#r()}#r(){this.#s.textContent=this.reply,this.#s.scrollTop=0}get#s(){return this.renderRoot.getElementById("text")}get reply(){return this.edits.get(this.shown)??this.shown.text}get#n(){return this.reply!==this.shown.text}render(){let e=Ce(this.drafts,"language",nt),t=Ce(this.drafts,"length",wo);return l`<section aria-labelledby="title">
      <div class="head" role="toolbar" aria-label=${i("draft.tools")} @keydown=${this.#t.keydown}
        @focusin=${this.#t.focusin}>
        <span id="title" class="title">${i("draft.title")}</span>
        <span class="group">${this.#o()}${this.#i()}</span>
        ${e.length+t.length>2||this.#n?l`<span class="group variants">
          ${this.#l("language",e)}${this.#l("length",t)}${this.#n?l`<button type="button" class="quiet" @click=${this.#u}>${i("draft.reset")}</button>`:d}
        </span>`:d}
      </div>
      ${this.isHolding?l`<p class="holding"><b>${i("draft.holding")}</b> ${i("draft.holdingNote")}</p>`:d}
      <p id="text" role="textbox" aria-multiline="true" aria-label=${i("draft.text")} lang=${this.shown.language}
        contenteditable="plaintext-only" tabindex="0" @input=${this.#d}></p>
      <span class="visually-hidden" role="status">${this.#a()}</span>
    </section>`}#o(){return l`<button type="button" class=${this.isInserted?"":"primary"} ?data-done=${this.isInserted}
      @click=${this.#p}>${i(this.isInserted?"draft.inserted":"draft.insert")}</button>`}#i(){let{outcome:e}=this.#e,t={copied:"draft.copied",failed:"draft.notCopied"}[e]??"draft.copy";return l`<button type="button" ?data-done=${e==="copied"} @click=${this.#g}>${i(t)}</button>`}#l(e,t){return t.length<2?d:l`<span class="group choice" role="group" aria-label=${i(`draft.${e}`)}>${t.map(s=>l`
      <button type="button" aria-pressed=${String(this.shown[e]===s)} lang=${e==="language"?s:d}
        @click=${()=>this.#c({[e]:s})}>${i(e==="language"?`language.${s}`:`draft.length.${s}`)}</button>`)}
    </span>`}#a(){if(this.isInserted)return i("draft.wasInserted");let{outcome:e}=this.#e;return e?i(e==="copied"?"draft.wasCopied":"draft.copyByHand"):""}#c(e){this.shown=ot(this.drafts,this.shown,e),this.isInserted=!1}#d(){this.edits=new Map(this.edits).set(this.shown,this.#s.innerText),this.isInserted=!1}#u(){this.edits=new Map([...this.edits].filter(([e])=>e!==this.shown)),this.#r()}#p(){this.isInserted=!0,this.#h("insert-reply","inserted")}async#g(){await this.#e.copy(this.reply)?this.#h("copy","copied"):getSelection()?.selectAllChildren(this.#s)}#h(e,t){let s={text:this.reply,language:this.shown.language};this.dispatchEvent(new CustomEvent(e,{detail:s,bubbles:!0,composed:!0})),this.dispatchEvent(new CustomEvent("draft-used",{detail:{use:t,isEdited:this.#n}}))}};customElements.define("rewards-reply-draft",at);var bo=["wrongFigure","wrongOrder","incomplete","notUnderstood","wording","other"],yo=1e3,lt=class extends g{static properties={reason:{state:!0},comment:{state:!0},isSent:{state:!0}};static styles=[v,h`
    :host { display: block; }
    form { display: grid; gap: 0.5rem; padding: 0.625rem 0.75rem; border: 1px solid var(--rw-line); border-radius: 0.75rem; }
    fieldset { display: flex; flex-wrap: wrap; gap: 0.25rem 0.875rem; margin: 0; padding: 0; border: 0; min-width: 0; }
    legend { padding: 0; font-size: 0.75rem; font-weight: 600; color: var(--rw-muted); margin-bottom: 0.25rem; }
    label { font-size: 0.8125rem; }
    .reason { display: flex; gap: 0.375rem; align-items: center; min-height: 1.5rem; }
    input { width: auto; min-height: 0; margin: 0; accent-color: var(--rw-accent); }
    textarea { resize: vertical; field-sizing: content; font-size: 0.8125rem; margin-top: 0.125rem; }
    .row { display: flex; gap: 0.375rem; }
    button { min-height: 1.75rem; padding-block: 0; font-size: 0.8125rem; }
  `];constructor(){super(),new y(this),this.reason=null,this.comment="",this.isSent=!1}render(){return this.isSent?l`<p class="muted small" role="status">${i("feedback.thanks")}</p>`:l`<form @submit=${this.#t} @keydown=${this.#e}>
      <fieldset>
        <legend>${i("feedback.reason")}</legend>
        ${bo.map(e=>l`<label class="reason"><input type="radio" name="reason" value=${e}
          .checked=${this.reason===e} @change=${()=>{this.reason=e}} />${i(`feedback.reason.${e}`)}</label>`)}
      </fieldset>
      <label>${i("feedback.comment")}
        <textarea rows="2" maxlength=${yo} .value=${this.comment}
          @input=${({target:e})=>{this.comment=e.value}}></textarea></label>
      <div class="row">
        <button type="submit" ?disabled=${!this.reason&&!this.comment.trim()}>${i("feedback.send")}</button>
        <button type="button" class="quiet" @click=${this.#r}>${i("feedback.close")}</button>
      </div>
    </form>`}focus(){this.renderRoot.querySelector("input")?.focus()}#e(e){e.key==="Escape"&&(e.stopPropagation(),this.#r())}#t(e){e.preventDefault();let t={rating:"down",reason:this.reason,comment:this.comment.trim()||null};this.dispatchEvent(new CustomEvent("feedback",{detail:t})),this.isSent=!0}#r(){this.dispatchEvent(new CustomEvent("close"))}},vo="M2.5 8.5h2.2v6H2.5zM6 14.2V8.1L8.6 2.6c1 0 1.7.7 1.7 1.7v2.9h3.1c.8 0 1.4.7 1.2 1.5l-.9 4.3c-.2.7-.8 1.2-1.5 1.2z",Zr=r=>l`<svg viewBox="0 0 17 17" width="17" height="17" aria-hidden="true">${A`
  <path d=${vo} fill="none" stroke="currentColor" stroke-width="1.2" stroke-linejoin="round"
    transform=${r==="down"?"rotate(180 8.5 8.5)":d}></path>`}</svg>`;customElements.define("rewards-turn-feedback",lt);var dt=class extends g{static properties={canRate:{type:Boolean},isLast:{type:Boolean},rating:{state:!0},isExplaining:{state:!0}};static styles=[v,h`
    :host { display: grid; gap: 0.5rem; }
    [role=toolbar] { display: flex; flex-wrap: wrap; gap: 0.25rem; align-items: center; margin-inline-start: -0.375rem; }
    button { min-height: 1.75rem; padding: 0 0.5rem; font-size: 0.8125rem; border-color: transparent; background: none; color: var(--rw-muted); }
    button:hover { color: var(--rw-ink); background: var(--rw-sunken); }
    .icon { display: inline-grid; place-items: center; min-width: 1.75rem; padding: 0; }
    button[aria-pressed='true'] { color: var(--rw-accent); background: var(--rw-accent-soft); }
    @media (forced-colors: active) { [aria-pressed='true'] { outline: 2px solid Highlight; outline-offset: -3px; } }
  `];#e=new C(this,()=>[...this.renderRoot.querySelectorAll("[role=toolbar] button")]);constructor(){super(),new y(this),this.canRate=!0,this.isLast=!1,this.rating=null,this.isExplaining=!1}render(){return!this.canRate&&!this.isLast?d:l`<div role="toolbar" aria-label=${i("actions.label")} @keydown=${this.#e.keydown}
        @focusin=${this.#e.focusin}>
        ${this.canRate?["up","down"].map(e=>this.#t(e)):d}
        ${this.isLast?l`<button type="button" @click=${()=>this.#n("again")}>${i("actions.again")}</button>
          <button type="button" @click=${()=>this.#n("edit")}>${i("actions.edit")}</button>`:d}
      </div>
      ${this.isExplaining?l`<rewards-turn-feedback @feedback=${({detail:e})=>this.#n("feedback",e)}
        @close=${this.#s}></rewards-turn-feedback>`:d}`}#t(e){let t=i(`actions.${e}`);return l`<button type="button" class="icon" aria-label=${t} title=${t}
      aria-pressed=${String(this.rating===e)} @click=${()=>this.#r(e)}>${Zr(e)}</button>`}async#r(e){this.rating=this.rating===e?null:e,this.isExplaining=this.rating==="down",this.#n("feedback",{rating:this.rating,reason:null,comment:null}),this.isExplaining&&(await this.updateComplete,await this.renderRoot.querySelector("rewards-turn-feedback").updateComplete,this.renderRoot.querySelector("rewards-turn-feedback").focus())}#s(){this.isExplaining=!1,this.renderRoot.querySelector("[aria-pressed=true]")?.focus()}#n(e,t){this.dispatchEvent(new CustomEvent(e,{detail:t}))}};customElements.define("rewards-turn-actions",dt);var ct=["promised","reserved","issued","recorded","failed","reversed","cancelled","expired"],$o={ISSUED:"issued",PARTIALLY_REVERSED:"issued",REVERSED:"issued",FAILED:"failed",RECORDED:"recorded"},xo=new Set(["reserved","issued","recorded"]),ko={CANCELLED:"cancelled",EXPIRED:"expired"},So=.06,Qr=4;function Xr({amounts:r,dates:e,installments:t,closures:s}){let n=[];e.createdAt&&e.isCreationExact&&n.push({kind:"promised",at:e.createdAt,amount:r.promised}),e.reservedAt&&n.push({kind:"reserved",at:e.reservedAt,amount:null});for(let{status:o,issuedAt:a,amount:c,giftCard:u,reversals:f}of t){let m=$o[o];m&&n.push({kind:m,at:a,amount:c,giftCard:u});for(let p of f??[])n.push({kind:"reversed",at:p.reversedAt,amount:p.amount,giftCard:u})}for(let{type:o,closedAt:a,amount:c}of s)n.push({kind:ko[o],at:a,amount:c});return n.filter(({kind:o})=>o).sort(Eo)}function Eo(r,e){return!r.at||!e.at?+!r.at-+!e.at:Date.parse(r.at)-Date.parse(e.at)||ct.indexOf(r.kind)-ct.indexOf(e.kind)}function es(r){let e=r.filter(({kind:n,at:o})=>o&&n!=="promised"),t=new Set(e.map(({kind:n})=>n));return![...t].every(n=>xo.has(n))||t.size>1&&new Set(e.map(({at:n})=>S(n))).size>1}function ts(r){return ct.slice(1).map(e=>({kind:e,count:r.filter(t=>t.kind===e).length})).filter(({count:e})=>e)}function rs(r){let e=r.filter(({at:o})=>o),[t,s]=[Date.parse(e[0]?.at??""),Date.parse(e.at(-1)?.at??"")],n=[];return e.map(o=>{let a=s>t?(Date.parse(o.at)-t)/(s-t):.5,u=Array.from({length:Qr},(f,m)=>m).find(f=>n[f]===void 0||a-n[f]>=So)??Qr-1;return n[u]=a,{...o,share:a,lane:u}})}var ss=h`
  :host { container: rewards-sidebar / inline-size; }
  @container rewards-sidebar (max-width: 15rem) {
    header { padding-inline: 0.5rem; gap: 0 0.5rem; }
    .log { padding: 0.5rem; }
  }
`,ns=h`
  @container rewards-sidebar (max-width: 15rem) {
    :host form { grid-template-columns: minmax(0, 1fr); padding: 0.5rem; }
    .hint { display: none; }
    textarea { max-height: 5rem; }
    textarea:placeholder-shown { field-sizing: fixed; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
  }
`,Te=h`
  @container rewards-sidebar (max-width: 15rem) {
    table, tbody { display: block; }
    tr { display: flex; flex-wrap: wrap; gap: 0 0.5rem; }
    td, td:last-child { padding: 0; text-align: start; }
  }
`,os=h`
  article { grid-template-columns: minmax(0, 1fr); }
  @container rewards-sidebar (max-width: 15rem) {
    article { padding: 0.5rem; }
    .headline { grid-template-columns: minmax(0, 1fr); }
    .headline > div { display: flex; justify-content: space-between; align-items: baseline; flex-wrap: wrap; }
    .chip, td.nowrap, .amount { white-space: normal; overflow-wrap: anywhere; }
    .items li { grid-template-columns: minmax(0, 1fr); }
  }
`;var as={promised:"M0,-5V5",reserved:"M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0",issued:"M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0",recorded:"M-4,-4h8v8h-8z",failed:"M-4,-4L4,4M-4,4L4,-4",reversed:"M4,-4L-4,0L4,4z",cancelled:"M-4,-4h8v8h-8z",expired:"M0,-5L5,0L0,5L-5,0z"},ue=13,is=4,ut=class extends g{static properties={position:{attribute:!1},isTabStop:{type:Boolean}};static styles=[v,h`
    :host { display: block; font-size: 0.8125rem; }
    summary { cursor: pointer; min-height: 1.5rem; color: var(--rw-accent); }
    summary .gist { color: var(--rw-muted); }
    .line { display: block; width: 100%; margin-block: 0.25rem; overflow: visible; }
    .sign { width: 0.875rem; height: 0.875rem; margin-inline-end: 0.375rem; vertical-align: -0.125rem; }
    .axis { stroke: var(--rw-edge); }
    path { fill: none; stroke: var(--rw-muted); stroke-width: 2; }
    .reserved { stroke: var(--rw-granted); fill: var(--rw-raised); }
    .issued { fill: var(--rw-granted); stroke: var(--rw-granted); }
    .recorded { stroke-dasharray: 2 1.5; fill: var(--rw-raised); }
    .failed { stroke: var(--rw-alert); }
    .reversed { fill: var(--rw-alert); stroke: var(--rw-alert); }
    .cancelled { fill: var(--rw-muted); }
    .expired { fill: var(--rw-raised); }
    .end { fill: var(--rw-muted); font-size: 0.75rem; }
    table { width: 100%; border-collapse: collapse; }
    td, th { padding: 0.25rem 0.5rem 0.25rem 0; text-align: start; vertical-align: baseline; font-weight: 400; }
    td:last-child, th:last-child { padding-inline-end: 0; text-align: end; }
    tbody tr { border-top: 1px solid var(--rw-line); }
    @media (forced-colors: active) {
      path[class], .axis { stroke: CanvasText; }
      .issued, .reversed, .cancelled { fill: CanvasText; }
      .reserved, .recorded, .expired { fill: Canvas; }
      .end { fill: CanvasText; }
    }
    @media print {
      details::details-content { content-visibility: visible; display: block; }
    }
  `,Te];constructor(){super(),this.position=null,new y(this),this.isTabStop=!0}focus(e){this.renderRoot.querySelector("summary")?.focus(e)}render(){if(!this.position)return d;let e=Xr(this.position);if(!es(e))return d;let t=ts(e).map(({kind:s,count:n})=>i(`timeline.count.${s}`,{count:n})).join(", ");return l`${Ao(e,t)}
    <details>
      <summary tabindex=${this.isTabStop?0:-1}>${i("timeline.title")} <span class="gist">${t}</span></summary>
      ${Co(e)}
      ${this.position.leftOut?l`<p class="muted">${i("timeline.leftOut",{count:this.position.leftOut})}</p>`:d}
    </details>`}};function Ao(r,e){let t=rs(r),n=(Math.max(...t.map(({lane:u})=>u))+1)*ue,[o,a]=[S(t[0].at),S(t.at(-1).at)],c=o===a?i("timeline.onDay",{gist:e,day:o}):i("timeline.between",{gist:e,from:o,to:a});return l`<svg class="line" role="img" aria-label=${c} height=${n+22}>
    <line class="axis" x1="0" x2="100%" y1=${n-ue/2+5} y2=${n-ue/2+5}></line>
    <g aria-hidden="true">${t.map(({kind:u,share:f,lane:m})=>A`
      <svg x="${is+f*(100-2*is)}%" y=${n-ue/2-m*ue+5} overflow="visible">
        <path class=${u} d=${as[u]}></path>
      </svg>`)}
    </g>
    <text class="end" x="0" y=${n+18}>${o}</text>
    ${o===a?d:A`<text class="end" x="100%" y=${n+18} text-anchor="end">${a}</text>`}
  </svg>`}function Co(r){return l`<table>
    <thead class="visually-hidden"><tr>
      <th scope="col">${i("timeline.column.event")}</th><th scope="col">${i("timeline.column.when")}</th>
      <th scope="col">${i("timeline.column.amount")}</th>
    </tr></thead>
    <tbody>${r.map(({kind:e,at:t,amount:s,giftCard:n})=>l`<tr>
      <td>${To(e)}${i(`timeline.kind.${e}`)}${F(n)?l` <span class="muted nowrap">${F(n)}</span>`:d}</td>
      <td title=${t?E(t):d}>${t?S(t):i("timeline.undated")}</td>
      <td class="amount">${s?x(s):e==="reserved"?"":i("common.notKnown")}</td>
    </tr>`)}</tbody>
  </table>`}function To(r){return l`<svg class="sign" viewBox="-7 -7 14 14" aria-hidden="true"><path class=${r} d=${as[r]}></path></svg>`}customElements.define("rewards-benefit-timeline",ut);var ls=h`
  .bar { display: block; width: 100%; height: 0.875rem; border-radius: 0.4375rem; border: 1px solid var(--rw-edge); }
  .bar .granted, .dot.granted { fill: var(--rw-granted); background: var(--rw-granted); }
  .bar .pending, .dot.pending { fill: var(--rw-pending); background: var(--rw-pending); }
  .bar .remaining, .dot.remaining { fill: var(--rw-due); background: var(--rw-due); }
  .bar .closed, .dot.closed { fill: var(--rw-closed); background: var(--rw-closed); }
  .bar .overIssued, .dot.overIssued { fill: var(--rw-alert); background: var(--rw-alert); }
  .bar .ground { fill: var(--rw-sunken); }
  .bar .hatch { stroke: var(--rw-edge); stroke-width: 2; }
  .dot {
    display: inline-block; width: 0.625rem; height: 0.625rem; border-radius: 0.1875rem; margin-inline-end: 0.375rem;
    border: 1px solid var(--rw-edge);
  }
  .dot.unknown {
    background: repeating-linear-gradient(45deg, var(--rw-edge) 0 1px, var(--rw-sunken) 1px 4px);
  }
  @media (forced-colors: active) { .bar, .dot { forced-color-adjust: none; } }
`;function ds(r){let e=0,t=wr(r).map(({kind:s,share:n})=>{let o=A`<rect class=${s} x="${e*100}%" width="${n*100}%" height="100%"
      fill=${s==="unknown"?"url(#unknown)":"currentColor"}></rect>`;return e+=n,o});return l`<svg class="bar" role="img" aria-label=${_o(r)} preserveAspectRatio="none">
    <defs>
      <pattern id="unknown" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="ground" width="7" height="7"></rect><line class="hatch" y2="7"></line>
      </pattern>
    </defs>
    ${t}
  </svg>`}function _o({promised:r,granted:e,remaining:t,overIssued:s}){let n=c=>c?x(c):i("common.notKnown"),o=s?.amountMinor?i("bar.excess",{amount:x(s)}):"",a={promised:n(r),granted:n(e),remaining:n(t)};return i("bar.position",a)+o}var cs=30,ht=class extends g{static properties={card:{},reveal:{attribute:!1},isTabStop:{type:Boolean},number:{state:!0},isAsking:{state:!0},announcement:{state:!0},error:{state:!0}};static styles=[v,h`
    :host { display: inline-flex; flex-wrap: wrap; gap: 0.125rem 0.5rem; align-items: baseline; }
    button {
      all: unset; cursor: pointer; color: var(--rw-accent); min-height: 1.5rem; min-width: 1.5rem; border-radius: 0.2em;
      text-decoration: underline; text-underline-offset: 0.2em;
    }
    button:focus-visible { outline: 2px solid var(--rw-accent); outline-offset: 2px; }
    button[aria-disabled='true'] { color: var(--rw-muted); cursor: progress; text-decoration: none; }
    .number { font-weight: 600; overflow-wrap: anywhere; white-space: normal; user-select: all; }
    .error { color: var(--rw-alert); white-space: normal; }
  `];#e=0;#t=0;#r=()=>{document.hidden&&this.#l("")};constructor(){super(),new y(this),this.isTabStop=!0,this.number=null,this.isAsking=!1,this.announcement="",this.error=null}connectedCallback(){super.connectedCallback(),document.addEventListener("visibilitychange",this.#r),addEventListener("pagehide",this.#i)}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener("visibilitychange",this.#r),removeEventListener("pagehide",this.#i),this.#l("")}willUpdate(e){let t=e.has("card")&&e.get("card")!==void 0;this.number!==null&&(t||!this.reveal)&&this.#l("")}render(){let e=F(this.card);return l`${this.number===null?l`<span><span class="visually-hidden">${i("giftCard.endingIn")} </span>${e}</span>`:l`<span class="number mono">${this.number}</span>`}${this.reveal?this.#s(e):d}${this.error?l`<span class="error">${us(this.error)}</span>`:d}${this.reveal?l`<span class="visually-hidden" role="status">${this.announcement}</span>`:d}`}#s(e){let t=i(this.number===null?"giftCard.show":"giftCard.hide");return l`<button type="button" tabindex=${this.isTabStop?0:-1} aria-disabled=${String(this.isAsking)} @click=${this.#n}
      >${t}<span class="visually-hidden"> ${i("giftCard.numberOf",{card:e})}</span></button>`}focus(e){this.renderRoot.querySelector("button")?.focus(e)}async#n(){if(this.isAsking)return;if(this.number!==null){this.#l(i("giftCard.hidden"));return}let e=++this.#t;Object.assign(this,{isAsking:!0,error:null,announcement:""});try{let t=await this.reveal();e===this.#t&&this.isConnected&&this.#o(t)}catch(t){e===this.#t&&Object.assign(this,{error:t,announcement:us(t)})}finally{this.isAsking=!1}}#o(e){document.hidden||(this.number=e,this.announcement=i("giftCard.shown",{number:e,seconds:cs}),this.#e=setTimeout(()=>this.#l(i("giftCard.hiddenAgain")),cs*1e3))}#i=()=>this.#l("");#l(e){clearTimeout(this.#e),this.#t+=1,this.number=null,this.announcement=e}};function us(r){return r.status===404?i("giftCard.refused"):r.status===429?i("giftCard.tooMany"):O(r)}customElements.define("rewards-gift-card",ht);var ps=h`
  .list-title { font-size: 0.75rem; font-weight: 600; color: var(--rw-muted); margin-bottom: 0.125rem; }
  .list-title .why { font-weight: 400; }
  table { width: 100%; border-collapse: collapse; font-size: 0.8125rem; }
  td, th { padding: 0.25rem 0.5rem 0.25rem 0; text-align: start; vertical-align: baseline; font-weight: 400; }
  td:last-child { padding-inline-end: 0; text-align: end; }
  tbody tr { border-top: 1px solid var(--rw-line); }
  .chip {
    display: inline-block; padding: 0 0.5rem; border-radius: 999px; font-size: 0.75rem; line-height: 1.25rem;
    background: var(--rw-sunken); color: var(--rw-muted); border: 1px solid var(--rw-line); white-space: nowrap;
  }
  .chip.good { background: var(--rw-granted-soft); color: var(--rw-granted); border-color: transparent; }
  .chip.part { background: var(--rw-accent-soft); color: var(--rw-accent); border-color: transparent; }
  .chip.bad { background: var(--rw-alert-soft); color: var(--rw-alert); border-color: transparent; }
  .chip.unsure { background: var(--rw-notice-soft); color: var(--rw-notice); border-color: transparent; }
  .items { font-size: 0.8125rem; }
  .items li {
    display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 0.75rem; padding: 0.25rem 0;
    border-top: 1px solid var(--rw-line);
  }
  .items .name { overflow-wrap: anywhere; }
  .items .why { color: var(--rw-muted); font-size: 0.75rem; }
  @container (max-width: 22rem) { td.nowrap { white-space: normal; } }
  @container (max-width: 17rem) { td, th { padding-inline-end: 0.25rem; } }
`,Oo=["list.date","list.amount","list.giftCard","list.status"];function ms(r,{withTimes:e=!1,level:t,reveal:s=null}){let n=[...r].sort((a,c)=>Date.parse(a.issuedAt??"")-Date.parse(c.issuedAt??"")||0);return[[i("list.installments"),n.filter(({status:a})=>a!=="FAILED")],[i("list.failed"),n.filter(({status:a})=>a==="FAILED")]].filter(([,a])=>a.length).map(([a,c])=>l`<section>
    <div class="list-title" role="heading" aria-level=${t}>${a} (${c.length})</div>
    <table>
      <thead class="visually-hidden">
        <tr>${Oo.map(u=>l`<th scope="col">${i(u)}</th>`)}</tr>
      </thead>
      <tbody>${c.map(u=>Io(u,e,s))}</tbody>
    </table>
  </section>`)}function Io({issuedAt:r,amount:e,giftCard:t,status:s,reversedAmount:n,revealKey:o},a,c){let u=r?(a?E:S)(r):i("list.dateUnknown"),f=n?.amountMinor?l` <span class="amount">${x(n)}</span>`:d;return l`<tr>
    <td class="nowrap">${u}</td>
    <td class="amount">${e?x(e):i("common.notKnown")}</td>
    <td class="amount">${Ro(t,o,c)}</td>
    <td>${j(s)}${f}</td>
  </tr>`}function Ro(r,e,t){return F(r)?l`<rewards-gift-card .card=${r} .reveal=${t&&e?()=>t(e):null}></rewards-gift-card>`:r?i("list.onRecord"):l`<span class="muted">${i("list.none")}</span>`}function fs(r,{level:e}){let t=({status:n})=>n==="ISSUED";return[[i("list.open"),r.filter(Ye)],[i("list.closed"),r.filter(n=>!Ye(n)&&!t(n))],[i("list.issued"),r.filter(t)]].filter(([,n])=>n.length).map(([n,o])=>Lo(n,o,e))}function Lo(r,e,t){let s=new Set(e.map(hs)),[n]=s.size===1?s:[""];return l`<section>
    <div class="list-title" role="heading" aria-level=${t}>${r} (${e.length})${n?l`<span class="why">: ${n.toLowerCase()}</span>`:d}</div>
    <ul class="items">${e.map(o=>No(o,n?"":hs(o)))}</ul>
  </section>`}function hs({status:r,reason:e}){return r==="ISSUED"?"":e&&e!=="COMPLETE"?Z(e):j(r)}function No({title:r,lineItemId:e,promised:t},s){let n=s?l`<span class="why"> · ${s.toLowerCase()}</span>`:d;return l`<li>
    <span class="name">${r??e}${n}</span>
    <span class="amount">${x(t)}</span>
  </li>`}var Po=["promised","granted","remaining"],Mo=[["pending","pending"],["reversed","closed"],["cancelled","closed"],["expired","closed"],["overIssued","overIssued"]],Do={ISSUED:"good",FAILED:"bad",UNKNOWN:"unsure",PARTIALLY_ISSUED:"part"},Uo=new Set(["COMPLETE","SOURCE_UNAVAILABLE","REVERSED","OVER_ISSUED"]),pt=class extends g{static properties={position:{attribute:!1},level:{type:Number},withTimes:{type:Boolean},reveal:{attribute:!1}};static styles=[v,ls,ps,h`
    :host { display: block; container-type: inline-size; }
    article {
      display: grid; gap: 0.5rem; padding: 0.75rem; border: 1px solid var(--rw-line); border-radius: 0.75rem;
      background: var(--rw-raised); box-shadow: var(--rw-shadow);
    }
    .top { display: flex; gap: 0.5rem; align-items: flex-start; justify-content: space-between; }
    .title { font-weight: 600; line-height: 1.35; overflow-wrap: anywhere; }
    .chips { display: flex; flex-wrap: wrap; gap: 0.25rem; justify-content: flex-end; flex: none; max-width: 60%; }
    .when { font-size: 0.75rem; color: var(--rw-muted); }
    .headline { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0.5rem; }
    .headline dt { font-size: 0.75rem; color: var(--rw-muted); white-space: nowrap; }
    .headline dd { font-size: 1.125rem; font-weight: 600; line-height: 1.3; letter-spacing: -0.01em; }
    .headline .unknown { font-size: 0.875rem; font-weight: 500; color: var(--rw-muted); line-height: 1.7; }
    .aside { display: flex; flex-wrap: wrap; gap: 0.125rem 0.875rem; font-size: 0.8125rem; color: var(--rw-muted); }
    .reasons { font-size: 0.8125rem; }
    @container (max-width: 17rem) {
      .top { flex-direction: column; }
      .chips { max-width: none; justify-content: flex-start; }
      .headline { grid-template-columns: repeat(3, auto); justify-content: space-between; gap: 0.25rem; }
      .headline dd { font-size: 1rem; }
    }
  `,os,Te];constructor(){super(),new y(this),this.level=3}async getUpdateComplete(){let e=await super.getUpdateComplete();return await this.renderRoot.querySelector("rewards-benefit-timeline")?.updateComplete,e}get controls(){return[...this.renderRoot.querySelectorAll("rewards-fact, rewards-gift-card, rewards-benefit-timeline")].filter(t=>t.renderRoot?.querySelector("[tabindex]"))}render(){let{amounts:e,installments:t,items:s,historyNote:n}=this.position;return l`<article aria-labelledby="title">
      ${this.#e()}
      <dl class="headline">${Po.map(o=>this.#t(o))}</dl>
      ${ds(e)}
      ${this.#s()}
      ${this.#n()}
      ${ms(t,{withTimes:this.withTimes,level:this.level+1,reveal:this.reveal})}
      <rewards-benefit-timeline .position=${this.position}></rewards-benefit-timeline>
      ${n?l`<p class="small muted">${n}</p>`:d}
      ${fs(s,{level:this.level+1})}
    </article>`}#e(){let{promotionName:e,promotionId:t,benefitType:s,issuanceStatus:n,reversalStatus:o,dates:a}=this.position,c=[[a.isCreationExact?"card.promisedOn":"card.promisedBy",a.createdAt],["card.revealedOn",a.revealedAt],["card.validUntil",a.expiresAt]].filter(([,f])=>f).map(([f,m])=>i(f,{day:S(m)})),u=Er(o);return l`<header>
      <div class="top">
        <div id="title" class="title" role="heading" aria-level=${this.level}>${e??t}</div>
        <div class="chips">
          <span class="chip ${Do[n]??""}">${j(n)}</span>
          ${u?l`<span class="chip">${u}</span>`:d}
        </div>
      </div>
      <p class="when">${[Ar(s),...c].join(" · ")}</p>
    </header>`}#t(e){let t=M(e),s=this.position.amounts[e],n=this.position.facts[e],o=e==="promised"?d:l`<span class="dot ${s?e:"unknown"}"></span>`;if(!s)return l`<div><dt>${o}${t}</dt><dd class="unknown">${this.#r()}</dd></div>`;let a=x(s),c=n?l`<rewards-fact .fact=${n} .text=${a}></rewards-fact>`:a;return l`<div><dt>${o}${t}</dt><dd class="amount" data-figure=${e}>${c}</dd></div>`}#r(){let{reasons:e,amounts:t}=this.position,s=e.includes("SCRATCH_CARD_UNREVEALED")&&!e.includes("SOURCE_UNAVAILABLE");return i(s&&t.promised===null?"card.onceRevealed":"common.notKnown")}#s(){let{amounts:e}=this.position,t=Mo.filter(([s])=>s==="pending"?Ze(e.pending,e.remaining):e[s]?.amountMinor>0);return t.length?l`<ul class="aside">${t.map(([s,n])=>l`<li data-figure=${s}>
      <span class="dot ${n}"></span><span class="amount">${x(e[s])}</span> ${i(`card.${s}`)}
    </li>`)}</ul>`:d}#n(){let{reasons:e,items:t}=this.position,s=new Set(t.map(({reason:o})=>o)),n=e.filter(o=>!Uo.has(o)&&!s.has(o));return n.length?l`<p class="reasons">${n.map(Z).join(" · ")}</p>`:d}};customElements.define("rewards-cashback-card",pt);var gs=3,ws=6,bs=h`
  .steps { display: flex; flex-wrap: wrap; gap: 0 0.75rem; font-size: 0.8125rem; color: var(--rw-muted); }
  .steps li { display: flex; gap: 0.375rem; align-items: baseline; }
  .mark { flex: none; color: var(--rw-granted); }
  .mark.gap { color: var(--rw-notice); }
  .spinner {
    align-self: center; flex: none; width: 0.75rem; height: 0.75rem; margin: 0 0.0625rem; border-radius: 50%;
    border: 2px solid var(--rw-line); border-top-color: var(--rw-accent); animation: turn 0.8s linear infinite;
  }
  @keyframes turn { to { transform: rotate(1turn); } }
  .found { display: grid; gap: 0.625rem; font-size: 0.8125rem; line-height: 1.25rem; overflow-wrap: anywhere; }
  .found .name { font-weight: 600; }
  .found .figures { display: flex; flex-wrap: wrap; gap: 0 0.75rem; }
  .found .figures b { font-weight: 600; font-variant-numeric: tabular-nums; }
  /* Two lines with their gaps are as high as one position with its own. */
  .awaited { display: contents; }
  .awaited li { display: grid; align-items: center; height: 0.9375rem; font-size: 0.8125rem; color: var(--rw-muted); }
  .bar { height: 0.75rem; border-radius: 0.25rem; background: var(--rw-line); animation: wait 1.6s ease-in-out infinite alternate; }
  .bar.w0 { width: 94%; }
  .bar.w1 { width: 80%; }
  .bar.w2 { width: 62%; }
  @keyframes wait { to { opacity: 0.45; } }
  @media (forced-colors: active) { .bar { border: 1px solid GrayText; } }
`;function ys({steps:r,state:e,text:t}){let s=e==="streaming"&&!r.length&&!t;return!r.length&&!s?d:l`<ul class="steps">${s?vs(i("turn.thinking")):r.map(n=>qo(n,e))}
  </ul>`}var vs=r=>l`<li><span class="spinner"></span>${r}</li>`;function qo({name:r,arguments:e,status:t,latencyMs:s},n){let o=ve(r,e,{isDone:t!==null});if(t===null)return n==="streaming"?vs(o):l`<li><span class="mark gap">–</span><span>${o}</span></li>`;let a=Cr(t),c=t!=="ok",u=`${Math.max(1,Math.round(s))} ms`;return l`<li title=${u}><span class="mark ${c?"gap":""}" aria-hidden="true">${c?"!":"✓"}</span>
    <span>${o}${a?`: ${a}`:""}</span></li>`}function $s(r,{hasSeveralOrders:e}){if(!r.length)return d;let t=r.length-gs;return l`<ul class="found">
    ${r.slice(0,gs).map(({order:s,position:n})=>zo(n,e?s:""))}
    ${t>0?l`<li class="muted">${i("turn.morePositions",{count:t})}</li>`:d}
  </ul>`}function zo({promotionName:r,promotionId:e,issuanceStatus:t,amounts:s},n){let o=a=>l`<span>${M(a)} <b>${he(s[a])}</b></span> `;return l`<li>
    <div><span class="name">${r??e}</span>
      <span class="muted">${[n,j(t)].filter(Boolean).join(" · ")}</span></div>
    <div class="figures">${["promised","granted","remaining"].map(o)}</div>
  </li>`}var he=r=>r?x(r):i("common.notKnown");function xs({state:r,text:e,steps:t},s){if(r!=="streaming"||e)return d;let n=t.length>0&&t.every(({status:c})=>c!==null),o=Math.min(2*s,ws-2),a=Array.from({length:ws-o},(c,u)=>o+u);return l`<ul class="awaited">${G(a,c=>c,c=>l`<li>${n&&c===o?l`<span>${i("turn.preparing")}</span>`:l`<div class="bar w${c%3}" aria-hidden="true"></div>`}</li>`)}
  </ul>`}var ks=4,Ss=h`
  .cards { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.625rem; min-width: 0; }
  .order { font-size: 0.8125rem; font-weight: 600; overflow-wrap: anywhere; }
  .order + * { margin-top: -0.25rem; }
  details { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.625rem; }
  details > rewards-cashback-card, details > .order { margin-top: 0.625rem; }
  summary { cursor: pointer; color: var(--rw-accent); min-height: 1.5rem; overflow-wrap: anywhere; }
  .same summary { font-size: 0.8125rem; }
`;function mt(r,e){let t=s=>r.map(({order:n,positions:o})=>({order:n,positions:o.filter(a=>e(n,a)===s)})).filter(({positions:n})=>n.length);return{fresh:t(!1),same:t(!0)}}function ft(r,{reveal:e,isAsking:t}){if(!r.length)return d;let s=r.map(n=>Es(n,e));return t?l`<details class="found-orders"><summary>${i("turn.found",{count:r.length})}</summary>${s}</details>`:s}function Es({order:r,positions:e},t){let s=o=>l`<rewards-cashback-card .position=${o} .reveal=${t}
    ></rewards-cashback-card>`,n=e.slice(ks);return l`<div class="order"><span class="muted">${i("turn.order")}</span> ${r}</div>
    ${e.slice(0,ks).map(s)}
    ${n.length?l`<details><summary>${i("turn.more",{count:n.length})}</summary>${n.map(s)}</details>`:d}`}function gt(r,{reveal:e}){return r.length?l`<details class="same"><summary>${Bo(r.flatMap(({positions:t})=>t))}</summary>
    ${r.map(t=>Es(t,e))}
  </details>`:d}function Bo(r){if(r.length>1)return i("turn.samePositions",{count:r.length});let{promised:e,granted:t,remaining:s}=r[0].amounts;return i("turn.same",{promised:he(e),granted:he(t),remaining:he(s)})}var As=h`
  :host { display: block; min-width: 0; }
  .turn { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.625rem; min-width: 0; align-content: start; }
  .question {
    justify-self: end; max-width: 92%; padding: 0.5rem 0.75rem; border-radius: 0.875rem 0.875rem 0.25rem 0.875rem;
    background: var(--rw-accent-soft); white-space: pre-wrap; overflow-wrap: anywhere;
  }
  .editing .question { outline: 2px dashed var(--rw-accent); outline-offset: 2px; }
  .meta { font-size: 0.75rem; color: var(--rw-muted); }
  .row { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; justify-content: space-between; }
  .problem .small { font-size: 0.75rem; overflow-wrap: anywhere; }
  .problem button, .notice button { color: var(--rw-ink); min-height: 1.75rem; padding-block: 0; font-size: 0.8125rem; }
`;var Fo="offline",Wo={rating:null,reason:null,comment:null,use:null},Ho=15*6e4,wt=class extends g{static properties={turn:{attribute:!1},isShownBefore:{attribute:!1},actions:{attribute:!1},reveal:{attribute:!1},isLast:{type:Boolean},isEditing:{type:Boolean},isAged:{state:!0}};static styles=[v,As,bs,Hr,Ss,Vr];#e=0;#t=null;#r=null;#s=new C(this,()=>[...this.renderRoot.querySelectorAll(".answer rewards-fact")]);#n=new C(this,()=>this.#i.flatMap(e=>e.controls));#o=new C(this,()=>[...this.renderRoot.querySelectorAll(".next button")]);constructor(){super(),new y(this),this.isShownBefore=()=>!1,this.actions={},this.reveal=null,this.isLast=!1,this.isEditing=!1,this.isAged=!1}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.#e)}willUpdate(e){!e.has("turn")||this.turn.answer===e.get("turn")?.answer||(this.isAged=!1,clearTimeout(this.#e),this.turn.answer&&(this.#e=setTimeout(()=>{this.isAged=!0},Ho)))}get anchor(){let e=this.renderRoot.querySelector(".turn"),t=e?.querySelector(".question");return t&&t.offsetHeight>innerHeight/4&&e.querySelector(".found, .partial")||(e??this)}async updated(){await Promise.all(this.#i.map(e=>e.updateComplete)),this.#n.refresh()}get#i(){return[...this.renderRoot.querySelectorAll("rewards-cashback-card")]}render(){let{turn:e}=this,t=Nr(e);return l`<section class="turn ${this.isEditing?"editing":""}" data-state=${e.state}
      aria-label=${i("turn.label")}>
      <div class="question"><span class="visually-hidden">${i("turn.asked")} </span><span lang=${t}
        >${e.question}</span></div>
      ${ys(e)}
      ${this.#l()}
      ${e.text?l`<div class="prose" lang=${t} @keydown=${this.#s.keydown}
        @focusin=${this.#s.focusin}>${jr({text:e.text,figures:e.answer?.figures??[],facts:e.facts,isStreaming:e.state==="streaming"})}</div>`:d}
      ${e.state==="streaming"?d:this.#u()}
    </section>`}#l(){let{turn:e}=this,{orders:t,fresh:s,same:n}=this.#a,o=s.flatMap(({order:a,positions:c})=>c.map(u=>({order:a,position:u})));return l`${$s(o,{hasSeveralOrders:t.length>1})}
      ${o.length?d:this.#b(gt(n,{reveal:this.#y}))}
      ${this.#c()}
      ${xs(e,o.length)}`}get#a(){let e=H({...this.turn,cashback:this.turn.lead??this.turn.cashback});return{orders:e,...mt(e,this.isShownBefore)}}#c(){let{sources:e,facts:t}=this.turn,s=N(e),n=_r(e)?Cs(t):null;return!s.length&&!n?d:l`<div class="notice row ${s.length?"partial":"stale"}"><div>${s.map(o=>l`<p>${o}</p>`)}
      ${n?l`<p class="as-of">${i("common.asOf",{when:E(n)})}</p>`:d}</div>
      ${this.#d()}
    </div>`}#d(){return!this.isLast||!this.turn.answer?d:l`<button type="button" @click=${this.#w}>${i("turn.lookAgain")}</button>`}#u(){let{turn:e}=this;return l`${e.answer?this.#p(e.answer):d}
      ${this.#m()}
      ${e.answer&&this.isLast?this.#h(Yr(e.answer,this.actions.ask)):d}
      ${e.state==="stopped"||e.wasStopped?this.#v():d}
      ${e.problem?this.#$():d}
      ${e.answer?this.#f(e.answer):d}`}#p(e){let t=Kr(e,this.actions.replyLocale),s=N(e.sources).length>0||e.outcome==="unavailable";return l`${this.isLast?this.#h(Jr(e,this.actions.ask)):d}
      ${e.nextStep?l`<rewards-next-step .step=${e.nextStep} .language=${e.language}
        .conversationId=${e.conversationId}></rewards-next-step>`:d}
      ${t.length?l`<rewards-reply-draft .drafts=${this.#g(e,t)} .isHolding=${s}
        @draft-used=${this.#k}></rewards-reply-draft>`:d}`}#g(e,t){return this.#t?.answer!==e&&(this.#t={answer:e,drafts:t}),this.#t.drafts}#h(e){return e===d?d:l`<div class="next-group" @keydown=${this.#o.keydown} @focusin=${this.#o.focusin}>${e}</div>`}#m(){let{turn:e}=this,t=H(e),s=!!e.answer?.choices?.length,{fresh:n,same:o}=mt(t,this.isShownBefore),a=!this.#a.fresh.length&&this.#a.same.length>0,c=this.#y;return s?this.#b(ft(t,{reveal:c,isAsking:s})):l`${this.#b(ft(n,{reveal:c,isAsking:s}))}
      ${a?d:this.#b(gt(o,{reveal:c}))}`}#b(e){return e===d?d:l`<div class="cards" @keydown=${this.#n.keydown} @focusin=${this.#n.focusin}>${e}</div>`}get#y(){let{answer:e}=this.turn;return!this.reveal||!e||e.kept===!1?null:t=>this.reveal(e.conversationId,t)}#v(){let e=!!this.turn.answer;return l`<div class="row small muted"><span>${i(e?"turn.stoppedKept":"turn.stopped")}</span>
      ${e?d:l`<button type="button" @click=${this.#w}>${i("turn.askAgain")}</button>`}</div>`}#$(){let{code:e,requestId:t}=this.turn.problem,s=e==="conversationFull";return l`<div class="problem row">
      <div>
        <p>${O(this.turn.problem)}</p>
        <p class="small">${be()?d:e}${t?l` · ${i("common.request")} <span class="mono">${t}</span>`:d}</p>
      </div>
      ${s?l`<button type="button" @click=${()=>this.actions.startNew(this.turn)}>${i("turn.askInNew")}</button>`:l`<button type="button" @click=${this.#w}>${i("common.retry")}</button>`}
    </div>`}#f(e){let t=this.isAged&&this.isLast?Cs(this.turn.facts):null;return l`${t?l`<div class="notice row aged"><span>${i("turn.aged",{when:E(t)})}</span>
        ${this.#d()}</div>`:d}
      <div class="foot">
        <p class="meta">${jo(e).join(" · ")}</p>
        <rewards-turn-actions .canRate=${e.kept!==!1} .isLast=${this.isLast} @again=${this.#w}
          @edit=${()=>this.actions.edit(this.turn)} @feedback=${({detail:s})=>this.#x(s)}
          ></rewards-turn-actions>
      </div>`}#w=()=>this.actions.again(this.turn);#k=({detail:{use:e,isEdited:t}})=>{t&&this.#r!==this.turn.answer&&this.#x({use:"edited"}),t&&(this.#r=this.turn.answer),this.#x({use:e})};#x(e){let{conversationId:t,turn:s}=this.turn.answer;this.actions.feedback?.({...Wo,conversationId:t,turn:s,...e})}};function jo({outcome:r,degraded:e,model:t,kept:s}){let n=t===Fo;return[Tr(r),n?i("turn.offline"):i("turn.model",{model:t}),e&&!n&&i("turn.degraded"),s===!1&&i("turn.notSaved")].filter(Boolean)}function Cs(r){return[...r.values()].map(t=>t.asOf).filter(Boolean).sort((t,s)=>new Date(t)-new Date(s))[0]??null}customElements.define("rewards-turn",wt);var bt=class extends g{static properties={turns:{attribute:!1},actions:{attribute:!1},reveal:{attribute:!1},edited:{attribute:!1}};static styles=[v,h`
    :host { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; }
    /* The newest turn fills the view from the start, so that its question stays at the top while the answer grows. */
    rewards-turn:last-of-type { min-height: calc(100cqh - 2rem); }
  `];get anchor(){return this.renderRoot.querySelector("rewards-turn:last-of-type")?.anchor??null}render(){let e=this.turns.at(-1);return l`${G(this.turns,({key:t})=>t,t=>l`<rewards-turn .turn=${t}
      .isShownBefore=${Br(this.turns,t)} .actions=${this.actions} .reveal=${this.reveal}
      .isLast=${t===e} .isEditing=${t.key===this.edited}></rewards-turn>`)}`}};customElements.define("rewards-message-list",bt);var yt=4e3,Ko=.9;function Ts(r){let{length:e}=Array.from(r.trim());return{length:e,excess:Math.max(0,e-yt),isNear:e>yt*Ko}}var vt=class extends g{static properties={isStreaming:{type:Boolean},isDisabled:{type:Boolean},isEditing:{type:Boolean},question:{}};static styles=[v,h`
    :host { display: block; min-width: 0; }
    form {
      display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.25rem 0.5rem; align-items: end;
      padding: 0.75rem 0.75rem 0.5rem; border-top: 1px solid var(--rw-line);
    }
    textarea {
      display: block; resize: none; field-sizing: content; min-height: 2.5rem; max-height: 9rem; line-height: 1.45;
      padding-block: 0.5rem; border-radius: 0.75rem;
    }
    textarea[aria-invalid='true'] { border-color: var(--rw-alert); }
    .primary, .stop { min-height: 2.5rem; min-width: 4.25rem; border-radius: 0.75rem; }
    .hint, .editing, .limit { grid-column: 1 / -1; font-size: 0.75rem; }
    .editing { display: flex; gap: 0.5rem; align-items: center; justify-content: space-between; color: var(--rw-accent); }
    .editing button { min-height: 1.5rem; padding-block: 0; }
    .limit.over { color: var(--rw-alert); }
    @container rewards-sidebar (max-width: 15rem) {
      .primary, .stop { justify-self: end; }
    }
    .stop::before {
      content: ''; display: inline-block; width: 0.625rem; height: 0.625rem; margin-inline-end: 0.4rem;
      background: currentColor; border-radius: 0.125rem;
    }
  `,ns];constructor(){super(),new y(this),this.isStreaming=!1,this.isDisabled=!1,this.isEditing=!1,this.question=""}focus(e){this.#e?.focus(e)}render(){let{length:e,excess:t,isNear:s}=Ts(this.question);return l`<form @submit=${this.#s}>
      ${this.isEditing?l`<span class="editing">${i("box.editing")}
        <button type="button" class="quiet" @click=${this.#o}>${i("box.cancel")}</button></span>`:d}
      <label class="visually-hidden" for="question">${i("sidebar.question")}</label>
      <textarea id="question" part="question" rows="1" placeholder=${i("sidebar.placeholder")} aria-describedby="hint limit"
        aria-invalid=${String(t>0)} autocomplete="off" .value=${this.question} @input=${this.#t}
        @keydown=${this.#r}></textarea>
      ${this.isStreaming?l`<button type="button" class="stop" part="stop" @click=${this.#n}>${i("sidebar.stop")}</button>`:l`<button type="submit" class="primary" part="send" ?disabled=${this.isDisabled||t>0}
          >${i("sidebar.send")}</button>`}
      <span id="limit" class="limit ${t?"over":"muted"}" role="status">${s?i(t?"box.over":"box.near",{length:e,limit:yt,excess:t}):d}</span>
      ${s?d:l`<span id="hint" class="hint muted" part="hint">${i("sidebar.keys")}</span>`}
    </form>`}get#e(){return this.renderRoot?.querySelector("textarea")}#t({target:e}){this.question=e.value}#r(e){e.key==="Escape"&&this.isEditing&&!this.isStreaming&&(e.stopPropagation(),this.#o()),!(e.key!=="Enter"||e.shiftKey||e.isComposing)&&(e.preventDefault(),this.isStreaming||e.target.form.requestSubmit())}#s(e){e.preventDefault();let t=this.question.trim();!t||this.isStreaming||this.isDisabled||Ts(t).excess||(this.question="",this.dispatchEvent(new CustomEvent("question",{detail:t})))}#n(){this.dispatchEvent(new CustomEvent("stop")),this.focus()}#o(){this.question="",this.dispatchEvent(new CustomEvent("cancel-edit")),this.focus()}};customElements.define("rewards-question-box",vt);var Go=["caseId","customerId","orderId","conversationId"];function $t(r){let e=Go.map(t=>[t,r?.[t]]).filter(([,t])=>typeof t=="string"&&t);return Object.freeze(Object.fromEntries(e))}function _s(r,e,t){let s=["caseId","customerId","orderId"].some(o=>r[o]!==e[o]),n=e.conversationId===r.conversationId||e.conversationId===t;return s||!n}var Vo=["action","open","unknown","settled"];function Jo({needsAction:r,isOpen:e}){return r.length?"action":e===null?"unknown":e?"open":"settled"}function Os(r){return Vo.map(e=>({group:e,orders:r.filter(t=>Jo(t)===e)})).filter(e=>e.orders.length)}var Is=h`
  :host { display: block; }
  section { display: grid; gap: 0.625rem; }
  header { display: flex; align-items: center; justify-content: space-between; gap: 0.5rem; }
  h3 { font-size: 0.9375rem; font-weight: 600; }
  h4 { font-size: 0.75rem; font-weight: 600; color: var(--rw-muted); margin-bottom: 0.25rem; }
  header button { min-width: 2rem; margin-inline-start: auto; font-size: 1rem; }
  .total { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0.5rem; }
  .total dt { font-size: 0.75rem; color: var(--rw-muted); }
  .total dd { font-size: 1rem; font-weight: 600; }
  .total .unknown { font-size: 0.875rem; font-weight: 500; color: var(--rw-muted); }
  .group ul { display: grid; gap: 0.25rem; }
  .group[data-group='action'] h4 { color: var(--rw-alert); }
  .order { display: flex; flex-wrap: wrap; gap: 0 0.75rem; width: 100%; padding: 0.375rem 0.625rem; text-align: start; }
  .order:hover { background: var(--rw-accent-soft); }
  .group[data-group='action'] .order { border-inline-start: 3px solid var(--rw-alert); }
  .id { min-width: 0; font-weight: 600; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
  .left { display: grid; justify-items: end; margin-inline-start: auto; font-size: 0.8125rem; }
  .why { flex: 1 1 100%; font-size: 0.75rem; }
  details ul { margin-top: 0.25rem; }
  summary { cursor: pointer; color: var(--rw-accent); min-height: 1.5rem; font-size: 0.8125rem; }
  .skeleton { display: grid; gap: 0.5rem; }
  .skeleton span { height: 2.25rem; border-radius: 0.5rem; background: var(--rw-sunken); }
`;async function Rs({endpoint:r,signal:e},t){return(await T(`${r}/v1/case-summary`,{signal:e},t)).json()}var Yo=3,xt=class extends g{static properties={endpoint:{},caseId:{},tokenProvider:{attribute:!1},withoutTitle:{type:Boolean},summary:{state:!0},problem:{state:!0},isLoading:{state:!0},announcement:{state:!0}};static styles=[v,Is];#e=new AbortController;constructor(){super(),this.endpoint="",this.caseId="",this.tokenProvider=null,this.withoutTitle=!1,this.#t(),new y(this)}willUpdate(e){["caseId","endpoint","tokenProvider"].some(t=>e.has(t))&&(this.#t(),this.tokenProvider&&this.refresh())}connectedCallback(){super.connectedCallback(),this.hasUpdated&&!this.summary&&this.tokenProvider&&this.refresh()}disconnectedCallback(){super.disconnectedCallback(),this.#e.abort()}#t(){this.#e.abort(),this.summary=null,this.problem=null,this.isLoading=!1,this.announcement=""}async refresh(){this.#e.abort();let e=new AbortController;this.#e=e,this.isLoading=!0,this.problem=null;try{let t=await Rs({endpoint:this.endpoint,signal:e.signal},this.tokenProvider);if(e.signal.aborted)return;this.summary=t,this.announcement=i("summary.announced",{count:t.orders.length})}catch(t){if(e.signal.aborted)return;t instanceof b||reportError(t);let s=t instanceof b?t:new b({code:"pageError"});de(s)?this.#i("sign-in-needed",{code:s.code}):this.problem=s}finally{this.#e===e&&(this.isLoading=!1)}}render(){let{summary:e,problem:t,isLoading:s}=this;return!e&&!t&&!s?d:l`<section aria-labelledby="title" aria-busy=${String(s)}>
      <header>
        <h3 id="title" class=${this.withoutTitle?"visually-hidden":""}>${i("summary.title")}</h3>
        <button type="button" class="quiet" ?disabled=${s} @click=${()=>this.refresh()}
          aria-label=${i("summary.refresh")} title=${i("summary.refresh")}>↻</button>
      </header>
      ${t?this.#r():d}
      ${e?this.#s(e):s?ei():d}
      <div class="visually-hidden" role="status">${this.announcement}</div>
    </section>`}#r(){return l`<div class="problem" role="alert"><p>${O(this.problem)}</p>
      ${this.summary?l`<p>${i("summary.older")}</p>`:d}</div>`}#s({orders:e,totals:t,sources:s,hasMore:n,asOf:o,window:a}){let c=N(s);return l`
      ${c.length?l`<div class="notice">${c.map(u=>l`<p>${u}</p>`)}</div>`:d}
      ${e.length?t.map(Qo):l`<p class="muted">${i("summary.none")}</p>`}
      ${Os(e).map(u=>this.#n(u))}
      ${n?l`<p class="muted small">${i("summary.hasMore")}</p>`:d}
      <p class="muted small">${i("summary.window",{from:S(a.from),to:S(Zo(a.to))})} ·
        ${i("common.asOf",{when:E(o)})}</p>`}#n({group:e,orders:t}){let s=e==="settled"?t.slice(0,Yo):t,n=t.slice(s.length);return l`<div class="group" data-group=${e}>
      <h4>${i(`summary.group.${e}`,{count:t.length})}</h4>
      <ul>${s.map(o=>this.#o(o))}</ul>
      ${n.length?l`<details><summary>${i("summary.more",{count:n.length})}</summary>
        <ul>${n.map(o=>this.#o(o))}</ul></details>`:d}
    </div>`}#o({businessReferenceId:e,createdAt:t,promotionName:s,totals:n,reasons:o,needsAction:a}){let c=(a.length?a:o).filter(f=>f!=="COMPLETE").map(Z),u=[s,t&&S(t),...c].filter(Boolean);return l`<li><button type="button" class="order"
      @click=${()=>this.#i("ask-about",{orderId:e})}>
      <span class="id">${e}</span>
      <span class="left">${n.map(Xo)}</span>
      <span class="why muted">${u.join(" · ")}</span>
    </button></li>`}#i(e,t){this.dispatchEvent(new CustomEvent(e,{detail:t}))}},Zo=r=>new Date(Date.parse(r)-1).toISOString();function Qo({promised:r,granted:e,remaining:t}){let s=(n,o)=>l`<div><dt>${i(`summary.${n}`)}</dt>
    ${o?l`<dd class="amount">${x(o)}</dd>`:l`<dd class="unknown">${i("common.notKnown")}</dd>`}
  </div>`;return l`<dl class="total">${s("promised",r)}${s("granted",e)}
    ${s("remaining",t)}</dl>`}function Xo({remaining:r}){return r?r.amountMinor?l`<span class="amount">${i("summary.left",{amount:x(r)})}</span>`:l`<span class="muted">${i("summary.nothingLeft")}</span>`:l`<span class="muted">${i("common.notKnown")}</span>`}function ei(){return l`<div class="skeleton" role="img" aria-label=${i("summary.loading")}>
    <span></span><span></span><span></span></div>`}customElements.define("rewards-case-summary",xt);var Ls=h`
  :host { display: grid; gap: 0.75rem; align-content: start; }
  .row { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; justify-content: space-between; }
  .list { display: grid; }
  li {
    display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 0.25rem; align-items: center;
    border-top: 1px solid var(--rw-line); padding-block: 0.25rem;
  }
  li[data-current] { box-shadow: inset 3px 0 var(--rw-accent); }
  .open {
    display: grid; gap: 0.125rem; padding: 0.375rem 0.5rem; border-color: transparent; background: transparent;
    text-align: start;
  }
  .open:hover { background: var(--rw-accent-soft); }
  .title { font-weight: 500; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical;
    -webkit-line-clamp: 2; overflow: hidden; }
  .when { font-size: 0.75rem; }
  .toggle { min-width: 2rem; font-weight: 700; }
  .actions {
    grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 0.375rem; align-items: center; padding: 0.25rem 0.5rem 0.5rem;
  }
  .actions button { font-size: 0.8125rem; min-height: 1.75rem; padding-block: 0; }
  .grow { flex: 1 1 10rem; }
  .danger { color: var(--rw-alert); border-color: var(--rw-alert); }
  .more { justify-self: start; }
  .problem button { color: var(--rw-ink); }
  .skeleton { display: grid; gap: 0.75rem; }
  .skeleton span { height: 2.5rem; border-radius: 0.5rem; background: var(--rw-sunken); }
`;var ti=20,_e=(r,e)=>`${r}/v1/conversations/${encodeURIComponent(e)}`;async function kt({endpoint:r,query:e="",cursor:t=null,signal:s},n){let o=new URLSearchParams({limit:ti,...e&&{query:e},...t&&{cursor:t}});return(await T(`${r}/v1/conversations?${o}`,{signal:s},n)).json()}async function Ns({endpoint:r,conversationId:e,signal:t},s){let n=await T(_e(r,e),{signal:t},s),{turns:o}=await n.json();return{turns:o.map(({question:a,answer:c},u)=>ke($e(u-o.length,a),{type:"answer.completed",answer:c})),last:o.at(-1)?.turn??0}}async function Ps({endpoint:r,conversationId:e,title:t,signal:s},n){let o={method:"PATCH",headers:{"Content-Type":"application/json"},body:JSON.stringify({title:t}),signal:s};return(await T(_e(r,e),o,n)).json()}async function Ms({endpoint:r,conversationId:e,signal:t},s){await T(_e(r,e),{method:"DELETE",signal:t},s)}async function Ds({endpoint:r,conversationId:e,format:t,signal:s},n){let o=`${_e(r,e)}/export?format=${t}`;return(await T(o,{signal:s},n)).blob()}function Us(r,e){let t=URL.createObjectURL(r);Object.assign(document.createElement("a"),{href:t,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(t),0)}var ri=250,si=100,ni=80,St=class extends g{static properties={endpoint:{},caseId:{},currentId:{},tokenProvider:{attribute:!1},found:{state:!0},opened:{state:!0},task:{state:!0},problem:{state:!0},isLoading:{state:!0},announcement:{state:!0}};static styles=[v,Ls];#e=new AbortController;#t=0;constructor(){super(),this.endpoint="",this.caseId="",this.currentId=void 0,this.tokenProvider=null,this.#r(),new y(this)}willUpdate(e){["caseId","endpoint","tokenProvider"].some(t=>e.has(t))&&(this.#r(),this.tokenProvider&&this.#d(""))}disconnectedCallback(){super.disconnectedCallback(),this.#e.abort(),clearTimeout(this.#t)}#r(){this.#e.abort(),this.query="",this.found=null,this.opened=null,this.task=null,this.problem=null,this.isLoading=!1,this.announcement=""}focus(e){this.renderRoot.querySelector("input")?.focus(e)}render(){return l`
      <label class="search"><span class="visually-hidden">${i("history.search")}</span>
        <input type="search" maxlength=${si} placeholder=${i("history.search")} autocomplete="off"
          @input=${this.#c} /></label>
      ${this.problem?this.#s():d}
      ${this.found?this.#n():this.isLoading?oi():d}
      <div class="visually-hidden" role="status">${this.announcement}</div>`}#s(){return l`<div class="problem row" role="alert"><p>${O(this.problem)}</p>
      <button type="button" @click=${()=>this.#d(this.query)}>${i("common.retry")}</button></div>`}#n(){let{data:e,nextCursor:t}=this.found;return e.length?l`<ul class="list" aria-busy=${String(this.isLoading)}>
        ${G(e,({conversationId:s})=>s,s=>this.#o(s))}
      </ul>
      ${t?l`<button type="button" class="more" ?disabled=${this.isLoading}
        @click=${this.#u}>${i("history.more")}</button>`:d}`:l`<p class="muted">${i(this.query?"history.noneFound":"history.none")}</p>`}#o(e){let{conversationId:t,title:s,updatedAt:n}=e,o=t===this.currentId,a=t===this.opened;return l`<li data-id=${t} ?data-current=${o}>
      <button type="button" class="open" aria-current=${o?"true":d}
        @click=${()=>this.#w("open-conversation",{conversationId:t})}>
        <span class="title">${s||i("history.untitled")}</span>
        <span class="muted when">${E(n)}${o?` · ${i("history.current")}`:""}</span>
      </button>
      <button type="button" class="quiet toggle" aria-expanded=${String(a)}
        aria-label=${i("history.actions",{title:s})} @click=${()=>this.#b(t)}>⋯</button>
      ${a?this.#i(e):d}
    </li>`}#i(e){if(this.task==="rename")return this.#l(e);if(this.task==="delete")return this.#a(e);let t=(s,n)=>l`<button type="button" @click=${n}>${s}</button>`;return l`<div class="actions">
      ${t(i("history.rename"),()=>this.#y("rename","input[name=title]"))}
      ${t(i("history.exportText"),()=>this.#h(e,"text"))}
      ${t(i("history.exportJson"),()=>this.#h(e,"json"))}
      ${t(i("history.delete"),()=>this.#y("delete",".keep"))}
    </div>`}#l(e){return l`<form class="actions" @submit=${t=>this.#p(t,e)} @keydown=${this.#$}>
      <label class="grow"><span class="visually-hidden">${i("history.title")}</span>
        <input name="title" required maxlength=${ni} .value=${e.title} autocomplete="off" /></label>
      <button class="primary">${i("history.save")}</button>
      <button type="button" @click=${this.#v}>${i("history.cancel")}</button>
    </form>`}#a(e){return l`<div class="actions" role="group" aria-labelledby="sure" @keydown=${this.#$}>
      <span id="sure" class="grow">${i("history.sure")}</span>
      <button type="button" class="danger" @click=${()=>this.#g(e)}>${i("history.delete")}</button>
      <button type="button" class="keep" @click=${this.#v}>${i("history.keep")}</button>
    </div>`}#c({target:e}){clearTimeout(this.#t),this.#t=setTimeout(()=>this.#d(e.value.trim()),ri)}#d(e){return this.query=e,this.#m(async t=>{this.found=await kt({endpoint:this.endpoint,query:e,signal:t},this.tokenProvider),this.opened=this.task=null,this.announcement=i("history.count",{count:this.found.data.length})})}#u(){let{query:e,found:{data:t,nextCursor:s}}=this;return this.#m(async n=>{let o=await kt({endpoint:this.endpoint,query:e,cursor:s,signal:n},this.tokenProvider),a=new Set(t.map(({conversationId:u})=>u)),c=o.data.filter(({conversationId:u})=>!a.has(u));this.found={data:[...t,...c],nextCursor:o.nextCursor},this.announcement=i("history.count",{count:this.found.data.length}),await this.updateComplete,c.length&&this.#f(c[0].conversationId)?.querySelector(".open").focus()})}#p(e,{conversationId:t}){e.preventDefault();let s=e.target.elements.title.value.trim();s&&this.#m(async n=>{let o=await Ps({endpoint:this.endpoint,conversationId:t,title:s,signal:n},this.tokenProvider),a=this.found.data.map(c=>c.conversationId===t?o:c);this.found={...this.found,data:a},this.announcement=i("history.renamed"),this.#v()})}#g({conversationId:e}){this.#m(async t=>{try{await Ms({endpoint:this.endpoint,conversationId:e,signal:t},this.tokenProvider)}catch(s){if(s.status!==404)throw s}this.found={...this.found,data:this.found.data.filter(s=>s.conversationId!==e)},this.opened=this.task=null,this.announcement=i("history.deleted"),this.#w("deleted-conversation",{conversationId:e}),this.focus()})}#h({conversationId:e},t){this.#m(async s=>{let n={endpoint:this.endpoint,conversationId:e,format:t,signal:s},o=await Ds(n,this.tokenProvider);Us(o,`conversation-${e}.${t==="json"?"json":"txt"}`),this.announcement=i("history.exported")})}async#m(e){this.#e.abort();let t=new AbortController;this.#e=t,this.isLoading=!0,this.problem=null;try{await e(t.signal)}catch(s){if(t.signal.aborted)return;s instanceof b||reportError(s),this.problem=s instanceof b?s:new b({code:"pageError"})}finally{this.#e===t&&(this.isLoading=!1)}}#b(e){this.opened=this.opened===e?null:e,this.task=null}async#y(e,t){this.task=e,await this.updateComplete,this.#f(this.opened)?.querySelector(t)?.focus()}#v=async()=>{this.task=null,await this.updateComplete,this.#f(this.opened)?.querySelector(".toggle").focus()};#$=e=>{e.key==="Escape"&&(e.stopPropagation(),this.#v())};#f(e){return[...this.renderRoot.querySelectorAll("li")].find(({dataset:t})=>t.id===e)}#w(e,t){this.dispatchEvent(new CustomEvent(e,{detail:t}))}};function oi(){return l`<div class="skeleton" role="img" aria-label=${i("history.loading")}>
    ${[1,2,3].map(()=>l`<span></span>`)}</div>`}customElements.define("rewards-conversation-history",St);var Et="rewards-sidebar:",ii=/^([A-Za-z0-9_-]{1,64})(?:\/([1-9]\d{0,6}))?$/,Oe=class{#e;constructor(e=()=>sessionStorage){this.#e=e}read(e){let[,t,s]=ii.exec(this.#t(n=>n.getItem(Et+e))??"")??[];return t?{conversationId:t,turn:s?Number(s):null}:null}write(e,t){let s=t&&(t.turn?`${t.conversationId}/${t.turn}`:t.conversationId);this.#t(n=>s?n.setItem(Et+e,s):n.removeItem(Et+e))}#t(e){try{return e(this.#e())}catch{return null}}},qs=(r,e)=>JSON.stringify([r,e??""]);var ai=1e3,Ie=class{state="idle";isKept=!1;settled=Promise.resolve();#e;#t;#r;#s=null;#n=null;#o=null;#i=new AbortController;constructor(e,t,s=new Oe){this.#e=e,this.#t=t,this.#r=s,e.addController(this)}hostDisconnected(){this.#i.abort()}hostUpdate(){this.#l();let{tokenProvider:e,forgetsOnReload:t}=this.#e;if(!e)return;let{id:s,running:n,turns:o,isStreaming:a}=this.#t,c=!o.length&&!a;if(c&&s&&s!==this.#o?.conversationId?this.#a({conversationId:s,turn:null,isKept:!1}):c&&this.#n&&this.#a({...this.#n,isKept:!0}),this.#n=null,a&&this.state!=="loading"&&(this.state="idle"),this.state==="loading"||this.state==="failed")return;let u=n??(s?{conversationId:s,turn:null}:null);this.#r.write(this.#s,t?null:u)}retry(){this.#a(this.#o),this.#e.requestUpdate()}cancel(){this.#i.abort(),this.#o=this.#n=null,this.state="idle"}#l(){let{endpoint:e,context:t,forgetsOnReload:s}=this.#e,n=qs(e,t.caseId);n!==this.#s&&(this.#s!==null&&this.#r.write(this.#s,null),this.cancel(),this.#s=n,this.#n=s?null:this.#r.read(n),this.isKept=this.#n!==null)}#a(e){this.#i.abort();let t=new AbortController;this.#i=t,this.#o=e,this.state="loading",this.settled=this.#c(e,t.signal).then(s=>{t.signal.aborted||(this.state=s,this.#e.requestUpdate())})}async#c({conversationId:e,turn:t,isKept:s},n){try{let o=await this.#d(e,t,n);return n.aborted?"idle":(this.#t.open(o?e:void 0),o&&this.#t.show(o.turns),t&&(o?.last??0)<t?"interrupted":o||s?"idle":"missing")}catch(o){return!(o instanceof b)&&!n.aborted&&reportError(o),"failed"}}async#d(e,t,s){let n={endpoint:this.#e.endpoint,conversationId:e,signal:s},o=await zs(n,this.#e.requestToken);return!t||(o?.last??0)>=t?o:(await new Promise(a=>{setTimeout(a,ai)}),s.aborted?o:zs(n,this.#e.requestToken))}};async function zs(r,e){try{return await Ns(r,e)}catch(t){if(t instanceof b&&t.status===404)return null;throw t}}var At=new Map([["/","question"],["n","new"],["h","history"],["s","summary"],["p","print"],["?","keys"]]),li=[[["Enter"],"send"],[["Shift","Enter"],"newLine"],[["Esc"],"stop"],[["←","→"],"group"],...[...At].map(([r,e])=>[[r.toUpperCase()],e])];function Bs(r){return r.ctrlKey||r.metaKey||r.altKey||r.repeat||r.isComposing||r.defaultPrevented||ci(r.composedPath()[0])?null:At.get(di(r))??null}function di({key:r,code:e,shiftKey:t}){let s=/^Key([A-Z])$/.exec(e??"")?.[1],n=/^[A-Za-z]$/.test(r)?r:s;return!n||At.has(r)?r:t?"":n.toLowerCase()}function ci(r){return r instanceof Element&&(r.matches("input, textarea, select")||r.isContentEditable)}var Fs=h`
  .keys { display: grid; gap: 0.5rem; grid-template-columns: auto minmax(0, 1fr); align-items: baseline; }
  .keys dt { display: flex; gap: 0.25rem; }
  kbd {
    min-width: 1.5rem; padding: 0 0.375rem; border: 1px solid var(--rw-edge); border-radius: 0.25rem; text-align: center;
    font: inherit; font-size: 0.8125rem; background: var(--rw-sunken);
  }
`;function Ws(){return l`<dl class="keys">${li.map(([r,e])=>l`
      <dt>${r.map(t=>l`<kbd>${t}</kbd>`)}</dt><dd>${i(`keys.${e}`)}</dd>`)}
    </dl>
    <p class="muted small">${i("keys.where")}</p>`}var ui=/^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,79}$/,Hs=r=>typeof r=="string"&&ui.test(r.trim())?r.trim():null;function js(r,e=window){if(e.parent!==e)return r;let[t]=e.performance.getEntriesByType("navigation");return t!==void 0&&t.type!=="navigate"&&t.type!=="prerender"}var hi=10,Ct=h`
  .printed { font: 400 10.5pt/1.45 var(--rw-font, system-ui, sans-serif); color: #000; background: #fff; }
  .printed h1 { font-size: 14pt; margin: 0 0 2pt; }
  .printed h2 { font-size: 11pt; margin: 14pt 0 4pt; break-after: avoid; white-space: pre-wrap; }
  .printed p { margin: 0 0 4pt; white-space: pre-line; }
  .printed ul { margin: 0 0 4pt; padding-inline-start: 14pt; list-style: disc; }
  .printed .facts { width: 100%; border-collapse: collapse; font-size: 8.5pt; margin-top: 4pt; }
  .printed .facts th, .printed .facts td { padding: 1pt 6pt 1pt 0; text-align: start; vertical-align: top; }
  .printed .facts :is(td:nth-child(2), td:last-child) { white-space: nowrap; }
  .printed .facts th { border-bottom: 1px solid #000; }
  .printed tr { break-inside: avoid; }
  .printed .quiet { font-size: 8.5pt; }
`;function Ks(r,{caseId:e,now:t}){return l`<article class="printed">
    <h1>${i("print.title")}</h1>
    <p class="quiet">${[e&&i("print.case",{caseId:e}),i("print.on",{when:E(t.toISOString())})].filter(Boolean).join(" · ")}</p>
    ${r.map(pi)}
  </article>`}function pi({question:r,text:e,answer:t,facts:s,sources:n,state:o}){let a=t?.figures??[],c=t?.language??d;return l`<section>
    <h2>${r}</h2>
    ${N(n).map(u=>l`<p><em>${u}</em></p>`)}
    <div lang=${c}>${mi(e)}</div>
    ${o==="completed"?d:l`<p><em>${i("print.incomplete")}</em></p>`}
    ${t?.kept===!1?l`<p><em>${i("print.notKept")}</em></p>`:d}
    ${wi(gi(a,s))}
  </section>`}function mi(r){let e=({parts:t})=>t.map(s=>s.text).join("");return fi(Ae(r,[])).map(({kind:t,blocks:s})=>t==="item"?l`<ul>${s.map(n=>l`<li>${e(n)}</li>`)}</ul>`:s.map(n=>l`<p>${e(n)}</p>`))}function fi(r){let e=[];for(let t of r)e.at(-1)?.kind===t.kind?e.at(-1).blocks.push(t):e.push({kind:t.kind,blocks:[t]});return e}function gi(r,e){return[...new Set([...r].sort((s,n)=>s.start-n.start).map(({factId:s})=>s))].map(s=>e.get(s)).filter(Boolean)}function wi(r){return r.length?l`<table class="facts">
    <thead><tr>${["figure","order","records","asOf"].map(e=>l`
      <th scope="col">${i(`print.column.${e}`)}</th>`)}</tr></thead>
    <tbody>${r.map(({label:e,display:t,businessReferenceId:s,sources:n,asOf:o})=>l`<tr>
      <td>${M(e)}: ${t}</td>
      <td>${s??""}</td>
      <td>${bi(n)}</td>
      <td>${o?S(o):""}</td>
    </tr>`)}</tbody>
  </table>`:d}function bi(r){let e=r.slice(0,hi).map(({source:s,recordId:n})=>`${ye(s)} ${n}`),t=r.length-e.length;return[...e,...t>0?[i("print.more",{count:t})]:[]].join("; ")}function Gs(r,e){let t=document.createElement("iframe");Object.assign(t.style,{position:"fixed",width:"0",height:"0",border:"0",insetBlockEnd:"0"}),t.setAttribute("aria-hidden","true"),t.tabIndex=-1,t.title=i("print.title"),r.append(t);let{contentWindow:s,contentDocument:n}=t,o=new s.CSSStyleSheet;o.replaceSync(Ct.cssText),n.adoptedStyleSheets=[o],n.title=i("print.title"),n.documentElement.lang=document.documentElement.lang,je(e,n.body),s.addEventListener("afterprint",()=>t.remove(),{once:!0}),s.print()}var yi={new:A`<path d="M10 4v12M4 10h12"></path>`,history:A`<path d="M3.5 10a6.5 6.5 0 1 1 1.9 4.6M3.5 10l-1.4-1.8M3.5 10l2-1.4M10 6.5V10l2.5 1.5"></path>`,summary:A`<path d="M4.5 3h11v14h-11zM7 7h6M7 10h6M7 13h3.5"></path>`,print:A`<path d="M6 7V3h8v4M6 14H3V7h14v7h-3M6 11.5h8V17H6z"></path>`,keys:A`<path d="M7.2 7.2a2.8 2.8 0 1 1 4 2.6c-.8.4-1.2 1-1.2 1.9M10 14.4v.6"></path>`},Vs=h`
  .tools { display: flex; flex-wrap: wrap; justify-content: end; min-width: 0; margin-inline-start: auto; }
  .tools button { min-width: 2rem; padding: 0.25rem; line-height: 0; color: var(--rw-muted); }
  .tools button:hover:not(:disabled) { color: var(--rw-accent); }
  .tools svg { width: 1.25rem; height: 1.25rem; fill: none; stroke: currentColor; stroke-width: 1.5;
    stroke-linecap: round; stroke-linejoin: round; }
`;function Js({isEmpty:r,hasSummary:e},t){let s=(n,o=i(`panel.${n}`))=>l`<button type="button" class="quiet"
    part=${n==="new"?"tool new-conversation":"tool"} aria-label=${o} title=${o} @click=${()=>t(n)}><svg viewBox="0 0 20 20"
    aria-hidden="true">${yi[n]}</svg></button>`;return l`<div class="tools" role="group" aria-label=${i("panel.tools")}>
    ${r?d:s("new",i("sidebar.newConversation"))}
    ${s("history")}
    ${!r&&e?s("summary"):d}
    ${r?d:s("print")}
    ${be()?d:s("keys")}
  </div>`}var Re=class{#e;#t;#r;#s=null;#n=null;#o=void 0;#i=matchMedia("print");#l=null;#a=null;constructor(e,t){this.#e=e,this.#t=t,this.#r=new Ie(e,t),e.addController(this),e.addEventListener("keydown",this.#b)}async settled(){await this.#e.updateComplete,await this.#r.settled}get isLoading(){return this.#r.state==="loading"}hostConnected(){this.#i.addEventListener("change",this.#u)}hostDisconnected(){this.#i.removeEventListener("change",this.#u)}hostUpdate(){this.#e.tokenProvider!==this.#l&&(this.#l=this.#e.tokenProvider,this.#p())}hostUpdated(){this.#e.toggleAttribute("data-printing",this.#d);for(let e of this.#e.renderRoot.children)e.matches(".shell-panel, [role=status]")||(e.inert=this.#s!==null);this.#A()}signedIn(){this.#p(),this.#r.state==="failed"&&this.#r.retry(),this.#u()}reset(){this.#r.cancel(),this.#s=this.#n=null}tools(){let e=!this.#t.turns.length;return Js({isEmpty:e,hasSummary:this.#c},t=>this.#y(t))}notice(){let{state:e}=this.#r;return e==="idle"?d:e==="loading"?l`<p class="muted small restoring" role="status">${i("restore.loading")}</p>`:l`<div class="notice restoring" role="status"><p>${i(`restore.${e}`)}</p>
      ${e==="failed"?l`<button type="button" @click=${()=>this.#r.retry()}
        >${i("common.retry")}</button>`:d}</div>`}summary({withoutTitle:e=!1}={}){if(!this.#c)return d;let{endpoint:t,context:s}=this.#e;return l`<rewards-case-summary .endpoint=${t} .caseId=${s.caseId} .tokenProvider=${this.#a}
      .withoutTitle=${e} @ask-about=${this.#E}
      @sign-in-needed=${({detail:n})=>this.#t.needSignIn(n.code)}></rewards-case-summary>`}overlay(){return l`${this.#s?this.#g():d}${this.#d?this.#m():d}`}get#c(){let{tokenProvider:e,context:t,audience:s,withoutSummary:n}=this.#e;return!!(e&&t.caseId)&&s!=="customer"&&!n}get#d(){return this.#i.matches&&this.#t.turns.length>0}#u=()=>this.#e.requestUpdate();#p(){this.#a=e=>this.#e.requestToken(e)}#g(){return l`<section class="shell-panel" role="dialog" aria-labelledby="panel-title" @keydown=${this.#w}>
      <header>
        <h2 id="panel-title">${i(`panel.${this.#s}`)}</h2>
        <button type="button" class="quiet close" aria-label=${i("panel.close")} @click=${()=>this.#f()}>✕</button>
      </header>
      <div class="inside">${this.#h()}</div>
    </section>`}#h(){if(this.#s==="keys")return Ws();if(this.#s==="summary")return this.summary({withoutTitle:!0});let{endpoint:e,context:t}=this.#e;return l`<rewards-conversation-history .endpoint=${e} .caseId=${t.caseId??""}
      .currentId=${this.#t.id} .tokenProvider=${this.#a}
      @open-conversation=${({detail:s})=>this.#k(s.conversationId)}
      @deleted-conversation=${({detail:s})=>this.#x(s.conversationId)}></rewards-conversation-history>`}#m(){return Ks(this.#t.turns,{caseId:this.#e.context.caseId,now:new Date})}#b=e=>{let t=Bs(e);!t||this.#s&&t!=="keys"||(e.preventDefault(),this.#y(t))};#y(e){let t=this.#t.turns.length>0;e==="question"?this.#e.focus():e==="new"&&t?this.#v():e==="print"&&t?Gs(this.#e.renderRoot,this.#m()):e==="history"||e==="keys"?this.#$(e):e==="summary"&&this.#c&&this.#$(e)}#v(){this.#e.newConversation(),this.#e.focus()}async#$(e){if(this.#s===e)return;this.#n??=this.#e.renderRoot.activeElement,this.#s=e,this.#u(),await this.#e.updateComplete;let t=this.#e.renderRoot.querySelector(".shell-panel"),s=t?.querySelector("rewards-conversation-history");await s?.updateComplete,(s??t?.querySelector(".close"))?.focus()}async#f(){let e=this.#n;this.#s=this.#n=null,this.#u(),await this.#e.updateComplete,e?.isConnected&&!e.disabled?e.focus():this.#e.focus()}#w=e=>{e.key==="Escape"&&(e.stopPropagation(),this.#f())};#k(e){e!==this.#t.id&&this.#e.openConversation(e),this.#f()}#x(e){if(e!==this.#t.id)return;let t=this.#s;this.#e.newConversation(),this.#s=t}#S(e){let t=Hs(e);t&&this.#e.ask(i("order.ask",{order:t}))}#E=({detail:{orderId:e}})=>{this.#s?this.#f():this.#e.focus(),this.#S(e)};#A(){let{context:e,tokenProvider:t,isConnected:s}=this.#e;if(!t||!s)return;let n=JSON.stringify([e.caseId,e.orderId]);if(n===this.#o)return;let o=this.#o===void 0;this.#o=n,!(o&&js(this.#r.isKept))&&(e.conversationId||this.#S(e.orderId))}};var Ys=[Vs,Fs,Ct,h`
  .shell-panel {
    position: absolute; inset: 0; z-index: 1; display: grid; grid-template-rows: auto minmax(0, 1fr);
    background: var(--rw-surface);
  }
  .shell-panel .inside { overflow-y: auto; overscroll-behavior: contain; padding: 1rem; display: grid; gap: 1rem;
    align-content: start; }
  .close { min-width: 2rem; }
  .restoring { margin-bottom: 0.75rem; }
  .restoring button { margin-top: 0.375rem; color: var(--rw-ink); }
  .welcome rewards-case-summary { margin-bottom: 1rem; }

  @media print {
    :host { display: block; height: auto; min-height: 0; overflow: visible; background: #fff; color: #000; }
    .log { overflow: visible; padding: 0; }
    .tools, header button, .composer, .shell-panel { display: none; }
    :host([data-printing]) :is(header, .log) { display: none; }
  }
`];var Zs=h`
  :host {
    display: grid; grid-template: auto minmax(0, 1fr) auto auto / minmax(0, 1fr); position: relative; height: 100%;
    min-height: min(24rem, 100dvh); min-width: 0; overflow: hidden;
  }
  header {
    display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.5rem; min-height: 3rem;
    padding: 0.25rem 0.5rem 0.25rem 1rem; border-bottom: 1px solid var(--rw-line);
  }
  h2 {
    flex: 1 1 6rem; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 0.9375rem;
    font-weight: 600;
  }
  header button { flex: none; }

  .log { container-type: size; overflow-y: auto; overscroll-behavior: contain; padding: 1rem; }
  .log:focus-visible { outline-offset: -3px; }
  .welcome { display: grid; gap: 0.375rem; padding-block: 0.5rem; }
  .lead { font-size: 1rem; font-weight: 600; line-height: 1.35; text-wrap: balance; }
  .welcome ul { display: grid; gap: 0.5rem; margin-top: 0.875rem; }
  .suggestion {
    width: 100%; padding: 0.625rem 0.75rem; border-radius: 0.75rem; text-align: start; line-height: 1.4;
    overflow-wrap: anywhere;
  }
  .suggestion:hover { background: var(--rw-accent-soft); }

  .composer { position: relative; }
  .more {
    position: absolute; inset: -2.625rem 0.75rem auto auto; width: 2rem; padding: 0; border-color: var(--rw-edge);
    border-radius: 50%; box-shadow: 0 2px 8px rgb(0 0 0 / 15%);
  }
`;var Qs=h`
  .sign-in {
    display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; justify-content: space-between;
    margin: 0 0.75rem 0.75rem;
  }
  .sign-in button { color: var(--rw-ink); }
`,vi={signInRequired:"signIn.required",signInTimedOut:"signIn.timedOut",signInFailed:"signIn.failed"};function Xs(r,e){return l`<div class="notice sign-in" part="sign-in">
    <span>${i(vi[r]??"signIn.ended")}</span>
    <button type="button" @click=${e}>${i("signIn.button")}</button>
  </div>`}function en(r,e){let t=s=>n=>{r.focus(),s(n)};return{get replyLocale(){return r.replyLocale},ask:t(s=>r.ask(s)),again:t(s=>e.again(s)),startNew:t(s=>{r.newConversation(),r.ask(s.question)}),edit:s=>{e.isStreaming||(e.edit(s),r.question=s.question,r.focus())},feedback:s=>{xr({endpoint:r.endpoint,...s},r.requestToken).catch(()=>{})}}}var $i=1,Tt=class extends g{static properties={endpoint:{},heading:{},context:{type:Object,noAccessor:!0},locale:{},replyLocale:{attribute:"reply-locale"},theme:{reflect:!0},audience:{reflect:!0},suggestions:{type:Array},tokenProvider:{attribute:!1},canReveal:{type:Boolean,attribute:"can-reveal"},forgetsOnReload:{type:Boolean,attribute:"forget-on-reload"},withoutSummary:{type:Boolean,attribute:"without-summary"},isMoreBelow:{state:!0}};static styles=[Fr,v,Zs,Qs,Ys,Pr,ss];#e=$t(null);#t=new Se(this);#r=en(this,this.#t);#s=new Re(this,this.#t);#n=new AbortController;#o=null;#i=null;constructor(){super(),this.endpoint="",this.heading="",this.locale="",this.replyLocale="",this.theme="auto",this.audience="staff",this.suggestions=[],this.tokenProvider=null,this.canReveal=!1,this.forgetsOnReload=!1,this.withoutSummary=!1,this.isMoreBelow=!1,new y(this),this.addEventListener("keydown",({key:e})=>{e==="Escape"&&this.stop()})}get context(){return this.#e}set context(e){let t=this.#e;this.#e=$t(e),_s(t,this.#e,this.#t.id)&&this.#g(this.#e.conversationId),this.requestUpdate("context",t)}get turns(){return this.#t.turns}get isStreaming(){return this.#t.isStreaming}async ask(e){!this.tokenProvider||!this.isConnected||(await this.#s.settled(),await this.#t.ask(e))}stop(){this.#t.stop()}newConversation(){this.#s.reset(),this.#t.open(void 0),this.#t.announcement=i("sidebar.started")}openConversation(e){this.#s.reset(),this.#t.open(e)}async signedIn(){this.#s.signedIn(),await this.#t.signedIn()}focus(e){this.#d?.focus(e)}notify(e,t){this.dispatchEvent(new CustomEvent(e,{detail:t,bubbles:!0,composed:!0}))}requestToken=e=>this.tokenProvider?.({...e,context:this.#e});disconnectedCallback(){super.disconnectedCallback(),this.#n.abort(),this.#i?.disconnect()}connectedCallback(){super.connectedCallback(),this.#n.signal.aborted&&(this.#n=new AbortController),this.#i?.watch(this.#u)}firstUpdated(){this.#i=new Ee(this.renderRoot.querySelector(".log"),()=>this.#u?.anchor??null,e=>{this.isMoreBelow=e}),this.notify("ready",{version:$i})}scheduleUpdate(){return this.hasUpdated||!this.locale?super.scheduleUpdate():Promise.resolve(Ge(this.locale)).then(()=>super.scheduleUpdate())}willUpdate(e){e.has("locale")&&this.locale&&Ge(this.locale),e.has("audience")&&mr(this.audience)}updated(){let e=this.turns.at(-1)?.key??null;e!==this.#o&&((e===null||this.#o===null)&&this.#i.watch(this.#u),this.#i.resume(),this.#o=e)}render(){let{signInCode:e,announcement:t}=this.#t;return l`
      <header part="header">
        <h2 part="heading">${this.heading||i("sidebar.heading")}</h2>
        ${this.#s.tools()}
      </header>
      <div class="log" part="log" role="log" aria-live="off" aria-label=${i("sidebar.conversation")} aria-busy=${String(this.isStreaming)}
        tabindex="0">
        ${this.#s.notice()}
        ${this.turns.length?l`<rewards-message-list .turns=${this.turns} .reveal=${this.canReveal?this.#h:null}
              .actions=${this.#r} .edited=${this.#t.edited}></rewards-message-list>`:this.#s.isLoading?d:this.#l()}
      </div>
      ${e?Xs(e,this.#p):d}
      ${this.#c()}
      <div class="visually-hidden" role="status" aria-live="polite">${t}</div>
      ${this.#s.overlay()}`}#l(){return l`<div class="welcome">
      ${this.#s.summary()}
      <slot name="welcome"><p class="lead">${i("sidebar.lead")}</p>
        <p class="muted small">${i("sidebar.sources")}</p></slot>
      ${this.#a.length?l`<ul aria-label=${i("sidebar.suggestions")}>${this.#a.map(e=>l`
        <li><button type="button" class="suggestion" part="suggestion" ?disabled=${!this.tokenProvider}
          @click=${()=>this.ask(e)}>${e}</button></li>`)}
      </ul>`:d}
    </div>`}get#a(){return this.suggestions.length||this.audience!=="customer"?this.suggestions:Mr()}#c(){return l`<div class="composer">
      ${this.isMoreBelow?l`<button type="button" class="more" aria-label=${i("sidebar.moreBelow")}
        title=${i("sidebar.moreBelow")} @click=${()=>this.#i.showEnd()}>↓</button>`:d}
      <rewards-question-box part="composer" exportparts="question, send, stop" .isStreaming=${this.isStreaming}
        .isDisabled=${!this.tokenProvider} .isEditing=${this.#t.edited!==null}
        @question=${({detail:e})=>this.ask(e)} @stop=${this.stop}
        @cancel-edit=${()=>this.#t.edit(null)}></rewards-question-box>
      ${Dr({isForCustomers:this.audience==="customer",isDisabled:!this.tokenProvider||this.isStreaming},e=>this.ask(e))}
    </div>
    <slot name="note"></slot>`}get question(){return this.#d?.question??""}set question(e){this.#d&&(this.#d.question=e)}get#d(){return this.renderRoot?.querySelector("rewards-question-box")}get#u(){return this.renderRoot.querySelector("rewards-message-list")}#p=()=>this.notify("auth-required",{code:this.#t.signInCode});#g(e){this.#n.abort(),this.#n=new AbortController,this.#s.reset(),this.#t.open(e),this.question=""}#h=(e,t)=>kr({endpoint:this.endpoint,conversationId:e,factId:t,signal:this.#n.signal},this.requestToken)};customElements.define("rewards-sidebar",Tt);export{Tt as RewardsSidebar};
